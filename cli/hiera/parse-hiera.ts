import { composeTokens } from "./compose.ts";
import type { HieraDocument, SyntaxProblem } from "./document.ts";
import { scanText } from "./scanner.ts";

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
  const cutOff = scanned.tokens.at(-1)?.start ?? 0;
  const stoppedEarlier =
    composed.problem !== undefined &&
    (scanned.problem === undefined || composed.problem.span.start < cutOff);
  const problem = unprintable ?? (stoppedEarlier ? composed.problem : scanned.problem);
  const refusedByPyyaml = scanned.refusedByPyyaml.filter(
    ({ span }) => problem === undefined || span.start < problem.span.start,
  );
  const problems = problem === undefined ? [] : [problem];
  return { text, roots: composed.roots, problems, refusedByPyyaml };
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
