import { asMapping, entries, real, valueAt } from "../values/entries.ts";
import { isEmpty, isOpen, type ServiceDefinition } from "./service-definitions.ts";

/**
 * The paths inside a service's container that come from outside: the folder of its config, and its bind
 * mounts. Undefined where Puppet fills them in later.
 * @see operations-puppet/modules/service/manifests/docker.pp, bind_mounts
 */
export function mountedPaths({ title, node }: ServiceDefinition): readonly string[] | undefined {
  const folder = `/etc/${title}`;
  const value = valueAt(node, ["bind_mounts"]);
  const mounts = asMapping(value);
  if (mounts === undefined) return isEmpty(value) ? [folder] : undefined;
  const targets = [...entries(mounts).values()].map((pair) => pair.value);
  if (targets.some(isOpen)) return undefined;
  return [
    folder,
    ...targets.map(real).flatMap((target) => (target?.kind === "scalar" ? [target.text] : [])),
  ];
}

/** Whether a file is `mount` or in it. */
export function isUnder(file: string, mount: string): boolean {
  return file === mount || file.startsWith(mount.endsWith("/") ? mount : `${mount}/`);
}
