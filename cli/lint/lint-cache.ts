import type { LintText } from "./lint-alone.ts";
import type { FoundTogether } from "./lint-together.ts";
import type { TextResult } from "./text-result.ts";

/** What an earlier run found, and what this one finds for the next. */
export interface LintCache {
  /** The result of the same text, file name and target in the earlier run. */
  get(text: LintText): TextResult | undefined;
  put(text: LintText, result: TextResult): void;
  /** What all texts show together, where all of them are those of the earlier run. */
  getTogether(): FoundTogether | undefined;
  putTogether(found: FoundTogether): void;
}
