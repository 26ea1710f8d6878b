import type { Cursor } from "./cursor.ts";
import type { SyntaxProblem } from "./document.ts";
import type { Token } from "./token.ts";

/** The tokens of a text; with a `problem`, those before it and a last "stream end" at it. */
export interface ScannedText {
  readonly tokens: readonly Token[];
  readonly problem: SyntaxProblem | undefined;
  /** Whether there is an anchor, so that a node may stand in several places. */
  readonly hasAnchors: boolean;
  /** Whether the problem stands in brackets. */
  readonly insideFlow: boolean;
  /** Whether it is too large to be read, so that there is nothing to find in the rest either. */
  readonly isTooLarge: boolean;
  readonly cursor: Cursor;
}
