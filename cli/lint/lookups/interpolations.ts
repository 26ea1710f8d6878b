import type { ScalarNode, Span } from "../../hiera/document.ts";
import { findInterpolations, type InterpolationToken } from "../../hiera/interpolation.ts";
import type { Survey, Visit } from "../engine/survey.ts";
import type { RuleContext } from "../rule.ts";
import { maySay } from "../values/may-say.ts";

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

interface Interpolations {
  readonly found: readonly FoundInterpolation[];
  readonly unclosed: readonly Visit<ScalarNode>[];
}

/** Many rules ask for the interpolations of the same text. */
const known = new WeakMap<Survey, Interpolations>();

/** Whether a text may have an interpolation: what the rules about them ask first. */
export function mayInterpolate({ document }: Pick<RuleContext, "document">): boolean {
  return maySay(document, "%{");
}

/** Every `%{…}` of a text, in its order. */
export function interpolationsOf(
  context: Pick<RuleContext, "document" | "survey">,
): readonly FoundInterpolation[] {
  return allOf(context).found;
}

/** Scalars whose last `%{` has no closing brace. */
export function unclosedOf(
  context: Pick<RuleContext, "document" | "survey">,
): readonly Visit<ScalarNode>[] {
  return allOf(context).unclosed;
}

function allOf({ document, survey }: Pick<RuleContext, "document" | "survey">): Interpolations {
  const ready = known.get(survey);
  if (ready !== undefined) return ready;
  const found: FoundInterpolation[] = [];
  const unclosed: Visit<ScalarNode>[] = [];
  for (const visit of mayInterpolate({ document }) ? survey.scalars : []) {
    const { text } = visit.node;
    const last = text.lastIndexOf("%{");
    if (last < 0) continue;
    for (const each of inScalar(visit, document.text)) found.push(each);
    if (!text.includes("}", last)) unclosed.push(visit);
  }
  known.set(survey, { found, unclosed });
  return { found, unclosed };
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
