import type { Signatures } from "../../signatures/signatures.ts";
import { splitName } from "./asked-keys.ts";

/**
 * Says whether code that could not be read may ask for a key: the class stands where Puppet would look
 * for it in a file, or a folder, that is not known. Any code may look up a key without `::`.
 * @see puppet, lib/puppet/pops/loader/loader_paths.rb
 */
export function askedByUnread({ unread = [] }: Signatures): (key: string) => boolean {
  if (unread.length === 0) return () => false;
  const places = unread.flatMap(placeOf);
  return (key) => {
    const { className } = splitName(key.replace(/^::/u, ""));
    if (className === "") return true;
    return places.some(
      ({ name, isAlone }) =>
        className === name || (!isAlone && className.startsWith(name === "" ? "" : `${name}::`)),
    );
  };
}

/** Classes that begin with a name, or the one of that name. */
interface ClassPlace {
  readonly name: string;
  readonly isAlone: boolean;
}

function placeOf(path: string): readonly ClassPlace[] {
  const [, module, rest] = /(?:^|\/)([^/]+)\/manifests(?:\/(.+))?$/u.exec(path) ?? [];
  if (module === undefined) return folderPlace(path);
  if (rest === undefined) return [{ name: module, isAlone: false }];
  if (rest === "init.pp") return [{ name: module, isAlone: true }];
  const inside = rest.replace(/\.pp$/u, "").replaceAll("/", "::");
  return [{ name: `${module}::${inside}`, isAlone: false }];
}

const moduleFolder =
  /(?:^|\/)(?:modules|site|site-modules|vendor_modules|core_modules)(?:\/(?<module>[^/]+))?$/u;

/** A module that could not be looked into, or a folder full of them. */
function folderPlace(path: string): readonly ClassPlace[] {
  const found = moduleFolder.exec(path);
  return found === null ? [] : [{ name: found.groups?.["module"] ?? "", isAlone: false }];
}
