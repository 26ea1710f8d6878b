import type { RuleContext } from "../rule.ts";
import { asMapping, isMerge } from "../values/entries.ts";

/** Services and Cassandra's hosts stand below keys of these two modules. */
const modules = /^profile::(?:docker::runner|cassandra)::/u;

/** Whether a text may define services, or what they need: most texts of a tree do not. */
export function mayDefineServices({ root }: Pick<RuleContext, "root">): boolean {
  const mapping = asMapping(root);
  if (mapping === undefined) return false;
  return mapping.pairs.some(
    (pair) => pair.key.kind !== "scalar" || modules.test(pair.key.text) || isMerge(pair),
  );
}
