import { type ComposedText, composeTokens } from "./compose.ts";
import type { HieraDocument, SyntaxProblem } from "./document.ts";
import { type Expansion, foretellExpansion } from "./expansion.ts";
import { firstProblem, furtherProblems } from "./recover.ts";
import { type ScannedText, scanText } from "./scanner.ts";

/**
 * Reads a text as libyaml does, keeping where everything stands. It never throws: what is wrong
 * becomes `problems`, and `roots` holds what came before.
 *
 * @see libyaml scanner.c, parser.c
 */
export function parseHiera(text: string): HieraDocument {
  const unprintable = findUnprintable(text);
  const readable = unprintable === undefined ? text : text.slice(0, unprintable.span.start);
  const scanned = scanText(readable);
  const composed = composeTokens(scanned);
  const problems = unprintable === undefined ? problemsOf(text, scanned, composed) : [unprintable];
  const { tooManyMerges, tooDeep } = foretell(scanned, composed);
  const { comments, refusedByPyyaml } = scanned.cursor;
  const first = problems[0]?.span.start ?? Number.POSITIVE_INFINITY;
  return {
    text,
    roots: composed.roots,
    comments,
    problems,
    refusedByPyyaml: [
      ...refusedByPyyaml.filter(({ span }) => span.start < first),
      ...given(tooManyMerges),
      ...given(tooDeep),
    ],
    refusedByPsych: [
      ...(unprintable === undefined ? problemsForPsych(scanned, composed, problems) : problems),
      ...given(tooManyMerges),
    ],
  };
}

function problemsOf(
  text: string,
  scanned: ScannedText,
  composed: ComposedText,
): readonly SyntaxProblem[] {
  const first = firstProblem(scanned, composed.problem);
  return first === undefined ? [] : [first.problem, ...furtherProblems(text, first)];
}

const nothingForetold: Expansion = { tooManyMerges: undefined, tooDeep: undefined };

/** Only a text with anchors, or with very much nesting, becomes more than it seems. */
function foretell({ hasAnchors }: ScannedText, { roots, tooDeepForEnc }: ComposedText): Expansion {
  if (!hasAnchors && tooDeepForEnc === undefined) return nothingForetold;
  return foretellExpansion(roots[0]);
}

function given(problem: SyntaxProblem | undefined): readonly SyntaxProblem[] {
  return problem === undefined ? [] : [problem];
}

/** Psych reads the first document and the token after it, and no further. */
function problemsForPsych(
  scanned: ScannedText,
  { afterFirst }: ComposedText,
  problems: readonly SyntaxProblem[],
): readonly SyntaxProblem[] {
  const last = afterFirst === undefined ? undefined : scanned.tokens[afterFirst]?.start;
  const notes = scanned.cursor.refusedByPsych.filter(
    ({ span }) => last === undefined || span.start <= last,
  );
  const isWhole = afterFirst !== undefined && !meetsFault(scanned, afterFirst);
  return isWhole ? notes : [...notes, ...problems].sort(byStart);
}

/** To see whether a token is a key, libyaml reads on to the end of its line, and may meet the fault there. */
function meetsFault(scanned: ScannedText, tokenNumber: number): boolean {
  const token = scanned.tokens[tokenNumber];
  if (scanned.problem === undefined || token === undefined) return false;
  if (token.type === "document start") return false;
  const between = scanned.cursor.text.slice(token.start, scanned.problem.span.start);
  return token.type === "stream end" || !/[\r\n\x85\u2028\u2029]/.test(between);
}

function byStart(one: SyntaxProblem, other: SyntaxProblem): number {
  return one.span.start - other.span.start;
}

/** Finds what may be unprintable: halves of surrogate pairs are looked at again. */
const suspect = /[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD]/;
const unprintables = /[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Characters that both loaders refuse before they look at anything else. */
function findUnprintable(text: string): SyntaxProblem | undefined {
  if (!suspect.test(text)) return undefined;
  const found = unprintables.exec(text);
  if (found === null) return undefined;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return {
    message: `the character U+${code} is not allowed in YAML: remove it, or write it as an escape in double quotes`,
    span: { start: found.index, end: found.index + found[0].length },
  };
}
