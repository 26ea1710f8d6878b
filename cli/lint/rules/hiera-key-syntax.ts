import { isLookup } from "../engine/facts.ts";
import { renameKey } from "../fixes/rename-key.ts";
import { knownToUser, splitName } from "../lookups/asked-keys.ts";
import { type HieraKey, hieraKeys } from "../lookups/hiera-keys.ts";
import { interpolationsOf } from "../lookups/interpolations.ts";
import type { FixSafety, Rule, RuleContext, RuleFinding } from "../rule.ts";

const manifests = {
  "modules/profile/manifests/puppetboard.pp":
    "class profile::puppetboard (String $page_title) { }\n",
};

/** See `kaskctl rules hiera/key-syntax`. */
export const rule: Rule = {
  id: "hiera/key-syntax",
  severity: "error",
  summary: "A key has a name that Puppet can never ask for.",
  why: "Puppet asks for `class::parameter` in lower case with two colons, and takes a dot for the way into a value. A key that is written otherwise is never found, and nobody says so.",
  bad: { target: "horizon", text: "profile::puppetboard:page_title: beta\n", manifests },
  good: { target: "horizon", text: "profile::puppetboard::page_title: beta\n", manifests },
  source:
    "puppet-syntax, lib/puppet-syntax/hiera.rb, check_hiera_key; puppet, lib/puppet/pops/lookup/lookup_key.rb",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "safe",
    does: "Writes two colons between names, none before the first, and classes in lower case; only with --fix-unsafe where nobody knows whether code asks for the key as it stands.",
  },

  *check(context) {
    const keys = hieraKeys(context);
    const isKnown = knownToUser(context.host);
    for (const key of keys) {
      if (sound.test(key.name)) continue;
      const reason = reasonFor(key.name);
      if (reason === undefined || isKnown(key.name)) continue;
      if (isLookedUp(key.name, context)) yield alsoAsked(key);
      else yield { ...finding(key, reason, keys), ...fixFor(key, keys, context) };
    }
  },
};

function finding(
  { name, path, pair }: HieraKey,
  reason: string,
  keys: readonly HieraKey[],
): RuleFinding {
  return {
    span: pair.key.span,
    path,
    message: `Puppet never asks for the key ${JSON.stringify(name)}: ${reason}.`,
    help: advice(correct(name), keys),
    yieldsTo: ["yaml/psych-symbol", "yaml/disallowed-class"],
  };
}

function advice(better: string | undefined, keys: readonly HieraKey[]): string {
  if (better === undefined) return "Give it a name that code looks up.";
  const isTaken = keys.some(({ name }) => name === better);
  return isTaken ? `${better} is set, too: remove one of the two.` : `Write ${better}.`;
}

/** Whether code or a value of the same text asks for the odd name. */
function isLookedUp(name: string, context: RuleContext): boolean {
  const { signatures } = context;
  const written = name.includes(".") ? [`'${name}'`, `"${name}"`] : [name];
  return written.some(
    (key) =>
      signatures.lookups.has(key) ||
      interpolationsOf(context).some(({ token }) => isLookup(token.kind) && token.key === key),
  );
}

/** Who asks has the same mistake: then the key is found, and must not be mended alone. */
function alsoAsked({ name, path, pair }: HieraKey): RuleFinding {
  return {
    span: pair.key.span,
    path,
    severity: "warning",
    message: `Only a lookup with the same odd name finds the key ${JSON.stringify(name)}, and no class parameter does.`,
    help: `Write ${correct(name) ?? "a name of letters, digits and underscores"} here and where it is looked up.`,
  };
}

function fixFor(
  { name, pair }: HieraKey,
  keys: readonly HieraKey[],
  { signatures }: RuleContext,
): Pick<RuleFinding, "fix"> {
  const better = correct(name);
  if (better === undefined || keys.some((other) => other.name === better)) return {};
  const edit = renameKey({ name, span: pair.key.span }, better);
  if (edit === undefined) return {};
  const { className, parameter } = splitName(better);
  const isParameter = signatures.classes.get(className)?.parameters.has(parameter) === true;
  const safety: FixSafety = signatures.isComplete || isParameter ? "safe" : "unsafe";
  return { fix: { safety, title: `Write ${better}.`, edits: [edit] } };
}

/** What no String is, `yaml/non-string-key` knows better. */
const isNumber = /^[-+]?\d+\.\d*$/u;
const sound = /^(?:[a-z]\w*::)*\w+$/;

/** Undefined where code might look the key up all the same: a flat name may hold almost anything. */
function reasonFor(name: string): string | undefined {
  if (name.includes("%{") || isNumber.test(name)) return undefined;
  if (name.includes(".")) return "a dot leads into a value";
  if (!name.includes(":")) return undefined;
  if (name.startsWith(":")) return "a name does not begin with a colon";
  if (/(?<!:):(?!:)|:::/u.test(name))
    return "two colons stand between two names, no more and no less";
  return name.toLowerCase() === name
    ? "names of classes and parameters are made of letters, digits and underscores"
    : "names of classes begin with a small letter, as those of parameters do";
}

/** What was plainly meant, where that is a name that code may have. */
function correct(name: string): string | undefined {
  if (name.includes(".")) return undefined;
  const parts = name.split(/:+/u).filter((part) => part !== "");
  const parameter = parts.pop() ?? "";
  const better = [
    ...parts.map((part) => part.toLowerCase()),
    parameter.charAt(0).toLowerCase() + parameter.slice(1),
  ].join("::");
  return /^(?:[a-z][a-z0-9_]*::)+[a-z_]\w*$/u.test(better) ? better : undefined;
}
