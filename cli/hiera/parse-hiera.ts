import { type ComposedText, composeTokens } from "./compose.ts";
import type { HieraDocument, SyntaxProblem } from "./document.ts";
import { foretellExpansion } from "./expansion.ts";
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
  const composed = composeTokens(scanned.tokens);
  const problem = unprintable ?? firstProblem(scanned, composed);
  const isFirst = ({ span }: SyntaxProblem) =>
    problem === undefined || span.start < problem.span.start;
  const problems = given(problem);
  const { tooManyMerges, tooDeep } = foretellExpansion(composed.roots[0]);
  return {
    text,
    roots: composed.roots,
    comments: scanned.comments,
    problems,
    refusedByPyyaml: [
      ...scanned.refusedByPyyaml.filter(isFirst),
      ...given(tooManyMerges),
      ...given(tooDeep),
    ],
    refusedByPsych: [
      ...(unprintable === undefined ? problemsForPsych(readable, scanned, composed) : problems),
      ...given(tooManyMerges),
    ],
  };
}

function given(problem: SyntaxProblem | undefined): readonly SyntaxProblem[] {
  return problem === undefined ? [] : [problem];
}

/** The scanner runs ahead, so what the composer finds before the scanner's fault comes first. */
function firstProblem(scanned: ScannedText, composed: ComposedText): SyntaxProblem | undefined {
  const cutOff = scanned.tokens.at(-1)?.start ?? 0;
  const isEarlier = scanned.problem === undefined || (composed.problem?.span.start ?? 0) < cutOff;
  return composed.problem !== undefined && isEarlier ? composed.problem : scanned.problem;
}

/** Psych reads the first document and the token after it, and no further. */
function problemsForPsych(
  text: string,
  scanned: ScannedText,
  composed: ComposedText,
): SyntaxProblem[] {
  const { afterFirst } = composed;
  const last = afterFirst === undefined ? undefined : scanned.tokens[afterFirst]?.start;
  const notes = scanned.refusedByPsych.filter(
    ({ span }) => last === undefined || span.start <= last,
  );
  const isWhole = afterFirst !== undefined && !meetsFault(text, scanned, afterFirst);
  const problem = isWhole ? undefined : firstProblem(scanned, composed);
  return problem === undefined ? notes : [...notes, problem].sort(byStart);
}

/** To see whether a token is a key, libyaml reads on to the end of its line, and may meet the fault there. */
function meetsFault(text: string, scanned: ScannedText, tokenNumber: number): boolean {
  const token = scanned.tokens[tokenNumber];
  if (scanned.problem === undefined || token === undefined) return false;
  if (token.type === "document start") return false;
  const between = text.slice(token.start, scanned.problem.span.start);
  return token.type === "stream end" || !/[\r\n\x85\u2028\u2029]/.test(between);
}

function byStart(one: SyntaxProblem, other: SyntaxProblem): number {
  return one.span.start - other.span.start;
}

/** Characters that both loaders refuse before they look at anything else. */
function findUnprintable(text: string): SyntaxProblem | undefined {
  const found = /[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.exec(text);
  if (found === null) return undefined;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return {
    message: `the character U+${code} is not allowed in YAML: remove it, or write it as an escape in double quotes`,
    span: { start: found.index, end: found.index + found[0].length },
  };
}
