import type { RuleContext, TextFacts } from "./rule.ts";

/** What the rules that see several texts need to know of one. */
export function factsOf({ file, target }: RuleContext): TextFacts {
  return { file, target, keys: [], references: [] };
}
