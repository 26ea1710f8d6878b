import type { ScalarNode, Span } from "../hiera/document.ts";
import { findInterpolations, type InterpolationToken } from "../hiera/interpolation.ts";
import type { RuleContext } from "./rule.ts";
import type { Survey, Visit } from "./survey.ts";

/** A `%{…}` and where it stands. */
export interface FoundInterpolation {
  readonly token: InterpolationToken;
  readonly visit: Visit<ScalarNode>;
  /** Of the whole `%{…}` where {@link isLiteral}, else of the scalar. */
  readonly span: Span;
  /** Whether the source text has it letter by letter, so that it can be edited. */
  readonly isLiteral: boolean;
  /** Whether nothing else stands in the scalar. */
  readonly isWhole: boolean;
}

/** Many rules ask for the interpolations of the same text. */
const known = new WeakMap<Survey, readonly FoundInterpolation[]>();

/** Every `%{…}` of a text, in its order. */
export function interpolationsOf({
  document,
  survey,
}: Pick<RuleContext, "document" | "survey">): readonly FoundInterpolation[] {
  const ready = known.get(survey);
  if (ready !== undefined) return ready;
  const found: FoundInterpolation[] = [];
  for (const visit of survey.scalars) {
    if (visit.node.text.includes("%{")) found.push(...inScalar(visit, document.text));
  }
  known.set(survey, found);
  return found;
}

function inScalar(visit: Visit<ScalarNode>, source: string): FoundInterpolation[] {
  const { text, span } = visit.node;
  let from = span.start;
  return findInterpolations(text).map((token) => {
    const written = text.slice(token.start, token.end);
    const start = source.indexOf(written, from);
    const isLiteral = start >= 0 && start + written.length <= span.end;
    if (isLiteral) from = start + written.length;
    return {
      token,
      visit,
      span: isLiteral ? { start, end: start + written.length } : span,
      isLiteral,
      isWhole: written.length === text.length,
    };
  });
}
