import type { RuleContext } from "../rule.ts";

/** Whether a text has a scalar that a loader may read in a way of its own: what many rules ask first. */
export function mayBeMisread({ survey }: Pick<RuleContext, "survey">): boolean {
  return survey.ambiguous.length + survey.tagged.length > 0;
}
