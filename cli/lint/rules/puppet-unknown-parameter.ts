import { closest } from "../../base/suggest.ts";
import type { Signature } from "../../signatures/signatures.ts";
import { renameKey } from "../fixes/rename-key.ts";
import { askedKeys, splitName } from "../lookups/asked-keys.ts";
import { everyKey, pathOfKey } from "../lookups/every-key.ts";
import { askedByUnread } from "../lookups/unread-code.ts";
import type { KeyFact, Rule, RuleFinding } from "../rule.ts";

const manifest = "class profile::admin (Boolean $managehome = true) { }\n";

/** See `kaskctl rules puppet/unknown-parameter`. */
export const rule: Rule = {
  id: "puppet/unknown-parameter",
  severity: "error",
  summary: "A key names a class that exists and a parameter that it does not have.",
  why: "Puppet asks Hiera for the parameters that a class has, and for no other. A mistyped one is ignored without a word, and the class keeps its default.",
  bad: {
    target: "tree",
    file: "hieradata/common.yaml",
    text: "profile::admin::mangehome: true\n",
    manifests: { "modules/profile/manifests/admin.pp": manifest },
  },
  good: {
    target: "tree",
    file: "hieradata/common.yaml",
    text: "profile::admin::managehome: true\n",
    manifests: { "modules/profile/manifests/admin.pp": manifest },
  },
  source: "puppet, lib/puppet/parser/resource.rb, add_parameters_to_consume",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  needs: ["code"],
  fix: {
    safety: "unsafe",
    does: "Writes the one parameter of the class that is at most two letters away.",
  },

  *checkTogether(context) {
    const { texts, signatures } = context;
    const isAsked = askedKeys(context);
    const isUnread = askedByUnread(signatures);
    for (const { file, key } of everyKey(texts)) {
      const { className, parameter } = splitName(key.name);
      const found = signatures.classes.get(className);
      if (found === undefined || found.parameters.has(parameter)) continue;
      if (isAsked(key.name) || isUnread(key.name)) continue;
      yield { file, ...finding(key, parameter, found, signatures.origin) };
    }
  },
};

/** Two letters are much in a short name, so that a guess there says little. */
const longEnough = 5;

function finding(key: KeyFact, parameter: string, found: Signature, origin: string): RuleFinding {
  const edits = parameter.length < longEnough ? 1 : 2;
  const near = closest(parameter, found.parameters.keys(), edits);
  const edit = near === undefined ? undefined : renameKey(key, `${found.name}::${near}`);
  return {
    span: key.span,
    path: pathOfKey(key),
    message: `The class ${found.name} has no parameter ${parameter} (${found.file} of ${origin}).`,
    help: helpFor(near ?? beginningAlike(parameter, found)),
    yieldsTo: ["service/obsolete-key", "hiera/key-syntax"],
    ...(edit === undefined
      ? {}
      : { fix: { safety: "unsafe", title: `Write ${near}.`, edits: [edit] } }),
  };
}

function helpFor(near: string | undefined): string {
  return near === undefined ? "Remove the key, or correct its name." : `Did you mean ${near}?`;
}

/** `managehome` of `managehomehome`. */
function beginningAlike(parameter: string, { parameters }: Signature): string | undefined {
  return [...parameters.keys()].find(
    (name) =>
      Math.min(name.length, parameter.length) >= longEnough &&
      (parameter.startsWith(name) || name.startsWith(parameter)),
  );
}
