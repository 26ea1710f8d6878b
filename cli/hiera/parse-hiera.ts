import { mayBeUnprintable } from "./characters.ts";
import { type ComposedText, composeTokens } from "./compose.ts";
import type { HieraDocument, SyntaxProblem } from "./document.ts";
import { type Expansion, foretellExpansion } from "./expansion.ts";
import { explainConflict } from "./explain-syntax.ts";
import { hasBeenRead, tokenAt } from "./psych-lookahead.ts";
import { firstProblem, furtherProblems } from "./recover.ts";
import type { ScannedText } from "./scanned-text.ts";
import { scanText } from "./scanner.ts";
import { readUsualText } from "./usual-text.ts";

/**
 * Reads a text as libyaml does, keeping where everything stands. It never throws: what is wrong
 * becomes `problems`, and `roots` holds what came before.
 */
export function parseHiera(text: string): HieraDocument {
  const usual = readUsualText(text);
  if (usual === undefined) return parseByGrammar(text);
  const { roots, comments, hasAnchors } = usual;
  const { tooManyMerges, tooDeep } = hasAnchors ? foretellExpansion(roots[0]) : nothingForetold;
  return {
    text,
    roots,
    rootForPsych: roots[0],
    comments,
    problems: [],
    refusedByPyyaml: [...given(tooManyMerges), ...given(tooDeep)],
    refusedByPsych: given(tooManyMerges),
  };
}

/**
 * Reads any text, by the rules of libyaml's grammar.
 *
 * @see libyaml scanner.c, parser.c
 */
export function parseByGrammar(text: string): HieraDocument {
  const unprintable = findUnprintable(text);
  const readable = unprintable === undefined ? text : text.slice(0, unprintable.span.start);
  const scanned = scanText(readable);
  const composed = composeTokens(scanned);
  const problems = unprintable === undefined ? problemsOf(text, scanned, composed) : [unprintable];
  const { tooManyMerges, tooDeep } = foretell(scanned, composed);
  const { comments, refusedByPyyaml } = scanned.cursor;
  const first = problems[0]?.span.start ?? Number.POSITIVE_INFINITY;
  const psych = hasInnerMark(readable) ? readForPsych(readable) : { scanned, composed, problems };
  return {
    text,
    roots: composed.roots,
    rootForPsych: psych.composed.roots[0],
    comments,
    problems,
    refusedByPyyaml: [
      ...refusedByPyyaml.filter(({ span }) => span.start < first),
      ...given(tooManyMerges),
      ...given(tooDeep),
    ],
    refusedByPsych: [
      ...(unprintable === undefined ? problemsForPsych(psych) : problems),
      ...given(tooManyMerges),
    ],
  };
}

interface ReadText {
  readonly scanned: ScannedText;
  readonly composed: ComposedText;
  readonly problems: readonly SyntaxProblem[];
}

function hasInnerMark(text: string): boolean {
  return text.includes("\uFEFF", 1);
}

/** The text as libyaml reads it where PyYAML does otherwise. */
function readForPsych(text: string): ReadText {
  const scanned = scanText(text, { marksAreBlanks: true });
  const composed = composeTokens(scanned);
  const first = firstProblem(scanned, composed.problem);
  return { scanned, composed, problems: given(first?.problem) };
}

function problemsOf(
  text: string,
  scanned: ScannedText,
  composed: ComposedText,
): readonly SyntaxProblem[] {
  const first = firstProblem(scanned, composed.problem);
  if (first === undefined) return [];
  if (scanned.isTooLarge) return [first.problem];
  return conflictsOnce(text, [first.problem, ...furtherProblems(text, first)]);
}

/** Both sides of a merge conflict, and its marks, are one problem. */
function conflictsOnce(text: string, problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  const starts = new Set<number>();
  return problems.flatMap((problem) => {
    const conflict = explainConflict(text, problem.span.start);
    if (conflict === undefined) return [problem];
    const { message, start, end } = conflict;
    if (starts.has(start)) return [];
    starts.add(start);
    return [{ message, span: { start, end } }];
  });
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
function problemsForPsych({ scanned, composed, problems }: ReadText): readonly SyntaxProblem[] {
  const { tokens, cursor, problem } = scanned;
  const taken = composed.afterFirst;
  if (taken === undefined) return [...cursor.refusedByPsych, ...problems].sort(byStart);
  const isRead = (wanted: number) => hasBeenRead({ tokens, text: cursor.text }, wanted, taken);
  const notes = cursor.refusedByPsych.filter(({ span }) => isRead(tokenAt(tokens, span.start)));
  const meetsFault = problem !== undefined && isRead(tokens.length - 1);
  return meetsFault ? [...notes, ...problems].sort(byStart) : notes;
}

function byStart(one: SyntaxProblem, other: SyntaxProblem): number {
  return one.span.start - other.span.start;
}

const unprintables = /[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Characters that both loaders refuse before they look at anything else. */
function findUnprintable(text: string): SyntaxProblem | undefined {
  if (!mayBeUnprintable(text)) return undefined;
  const found = unprintables.exec(text);
  if (found === null) return undefined;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return {
    message: `the character U+${code} is not allowed in YAML: remove it, or write it as an escape in double quotes`,
    span: { start: found.index, end: found.index + found[0].length },
  };
}
