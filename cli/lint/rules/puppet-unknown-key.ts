import { closest } from "../../base/suggest.ts";
import type { Signatures } from "../../signatures/signatures.ts";
import { askedKeys, splitName } from "../lookups/asked-keys.ts";
import { everyKey, pathOfKey } from "../lookups/every-key.ts";
import { askedByUnread } from "../lookups/unread-code.ts";
import type { Rule } from "../rule.ts";

const manifests = {
  "modules/zotero/manifests/init.pp":
    "class zotero (Integer $port) { $proxy = lookup('http_proxy') }\n",
};

/** See `kaskctl rules puppet/unknown-key`. */
export const rule: Rule = {
  id: "puppet/unknown-key",
  severity: "warning",
  summary: "A key is set that no class parameter, no lookup and no interpolation asks for.",
  why: "The class was renamed or removed, or the key is mistyped: whoever reads the text believes in a setting that has no effect.",
  bad: {
    target: "tree",
    file: "hieradata/common.yaml",
    text: "zotero::server::port: 1969\nhttp_proxi: http://proxy.example:8080\n",
    manifests,
  },
  good: {
    target: "tree",
    file: "hieradata/common.yaml",
    text: "zotero::port: 1969\nhttp_proxy: http://proxy.example:8080\n",
    manifests,
  },
  source: "puppet, lib/puppet/pops/lookup.rb; lib/puppet/parser/resource.rb",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  needs: ["code"],

  *checkTogether(context) {
    const { texts, signatures } = context;
    if (!signatures.isComplete) return;
    const isAsked = askedKeys(context);
    const isUnread = askedByUnread(signatures);
    for (const { file, key } of everyKey(texts)) {
      const { className } = splitName(key.name);
      if (signatures.classes.has(className)) continue;
      if (key.name === "lookup_options" || isAsked(key.name)) continue;
      if (isUnread(key.name)) continue;
      yield {
        file,
        span: key.span,
        path: pathOfKey(key),
        ...explain(key.name, signatures),
        yieldsTo: ["service/obsolete-key", "hiera/key-syntax"],
      };
    }
  },
};

function explain(name: string, signatures: Signatures) {
  const { origin, defines } = signatures;
  const { className, parameter } = splitName(name);
  if (className === "") {
    const near = closest(name, flatLookups(signatures), 2);
    return { message: `Nothing looks up the key ${name} (in ${origin}).`, help: helpFor(near) };
  }
  if (defines.has(className)) {
    return {
      message: `${className} is a defined type, and Hiera does not fill in its parameters (in ${origin}).`,
      help: "Set it where the resource is declared.",
    };
  }
  const near = closest(className, similarClasses(className, signatures), 2);
  const hasParameter =
    near !== undefined && signatures.classes.get(near)?.parameters.has(parameter) === true;
  return {
    message: `There is no class ${className}, and nothing looks up ${name} (in ${origin}).`,
    help: helpFor(hasParameter ? `${near}::${parameter}` : undefined),
  };
}

function helpFor(near: string | undefined): string {
  return near === undefined ? "Remove it, or correct its name." : `Did you mean ${near}?`;
}

function* flatLookups({ lookups }: Signatures): Iterable<string> {
  for (const key of lookups) if (!/::|\*$/u.test(key)) yield key;
}

/** Classes of nearly the same length that have all names but the last, or the last, in common. */
function* similarClasses(className: string, { classes }: Signatures): Iterable<string> {
  const { className: parent, parameter: last } = splitName(className);
  for (const name of classes.keys()) {
    if (Math.abs(name.length - className.length) > 2) continue;
    if (name.startsWith(parent) || name.endsWith(last)) yield name;
  }
}
