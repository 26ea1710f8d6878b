import { type HieraKey, hieraKeys } from "../lookups/hiera-keys.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { type KeyParameter, parametersOfKey } from "../types/parameters-of-key.ts";
import { resourceName } from "../types/resource-name.ts";
import { mismatchOf, typeFinding } from "../types/type-finding.ts";

const manifests = {
  "modules/profile/manifests/radosgw.pp":
    "class profile::radosgw (Stdlib::Port $api_bind_port) { }\n",
  "modules/stdlib/types/port.pp": "type Stdlib::Port = Integer[0, 65535]\n",
};

/** See `kaskctl rules puppet/type-mismatch`. */
export const rule: Rule = {
  id: "puppet/type-mismatch",
  severity: "error",
  summary: "A value is not of the type that the class asks for.",
  why: "Puppet compares each parameter with its type before it does anything else. One value of the wrong type fails the whole catalog: nothing more is changed on any host that has the class.",
  bad: {
    target: "tree",
    file: "hieradata/common.yaml",
    text: 'profile::radosgw::api_bind_port: "18080"\n',
    manifests,
  },
  good: {
    target: "tree",
    file: "hieradata/common.yaml",
    text: "profile::radosgw::api_bind_port: 18080\n",
    manifests,
  },
  source: "puppet, lib/puppet/pops/types/type_mismatch_describer.rb, validate_parameters",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  needs: ["code"],
  fix: {
    safety: "safe",
    does: "Puts quotes around a value, or takes them away, where that alone makes it fit.",
  },

  *check(context) {
    if (context.signatures.classes.size === 0) return;
    for (const key of hieraKeys(context)) {
      const finding = judge(key, context);
      if (finding !== undefined) yield finding;
    }
  },
};

function judge({ name, path, pair }: HieraKey, context: RuleContext): RuleFinding | undefined {
  for (const taker of parametersOfKey(name, context.signatures)) {
    const { type } = taker.parameter;
    if (type === undefined) continue;
    const value = { pair, path, type };
    const mismatch = mismatchOf(value, context);
    if (mismatch === undefined) continue;
    const message = `${titleOf(taker)} ${mismatch.message}.`;
    const finding = typeFinding(value, mismatch, message, context);
    const isEmpty = mismatch.actual === "Undef" && mismatch.path.length === 0;
    return isEmpty ? emptyFinding(finding, taker, context) : finding;
  }
  return undefined;
}

function titleOf({ owner, kind, parameter }: KeyParameter): string {
  const name = resourceName(owner.name);
  return `${kind === "class" ? `Class[${name}]` : name}: parameter '${parameter.name}'`;
}

/** A class that asks by itself takes its default then; a call of lookup() takes nothing for the value. */
function emptyFinding(
  finding: RuleFinding,
  taker: KeyParameter,
  { target }: RuleContext,
): RuleFinding {
  const { parameter, isAutomatic } = taker;
  // A higher level of a tree may well have a value; above Horizon there is none.
  if (!isAutomatic && target === "horizon") return { ...finding, help: remove };
  if (!isAutomatic) return { ...finding, severity: "warning", help: remove };
  if (parameter.default === undefined) return finding;
  const message = `${titleOf(taker)} is empty here, and Puppet takes its default, ${parameter.default}.`;
  return { ...finding, severity: "warning", message, help: remove };
}

const remove = "Write a value, or remove the key.";
