import { nothing, type Token } from "./token.ts";

/**
 * Whether libyaml's scanner has read the token `wanted` when its parser gets the token `taken` (both
 * by number): to see whether a token is a key, it reads on to its colon, or one token past its line.
 *
 * @see libyaml scanner.c, yaml_parser_fetch_more_tokens
 */
export function hasBeenRead(
  { tokens, text }: { readonly tokens: readonly Token[]; readonly text: string },
  wanted: number,
  taken: number,
): boolean {
  if (wanted <= Math.max(taken, colonOf(tokens, taken))) return true;
  const before = tokens.slice(0, wanted).findLast(({ start, end }) => start < end);
  for (let at = taken; at > 0; at -= 1) {
    if (tokens[at - 1] !== nothing || tokens[at] === nothing) continue;
    const start = tokens[at]?.start ?? 0;
    if (/[\r\n\x85\u2028\u2029]/.test(text.slice(start, before?.end))) return false;
    if (isKeyPossible(tokens.slice(at, wanted))) return true;
  }
  return false;
}

/** The number of the colon that made a token a key; -1 where none did. */
function colonOf(tokens: readonly Token[], taken: number): number {
  const isMapping = tokens[taken]?.type === "block mapping start";
  const key = isMapping ? taken + 1 : taken;
  const mark = tokens[key];
  if (mark?.type !== "key" || mark.start < mark.end) return -1;
  let level = 0;
  return tokens.findIndex(({ type }, number) => {
    if (number <= key) return false;
    if (type === "flow sequence start" || type === "flow mapping start") level += 1;
    if (type === "flow sequence end" || type === "flow mapping end") level -= 1;
    return type === "value" && level === 0;
  });
}

/** The number of the token in which the scanner was at an offset. */
export function tokenAt(tokens: readonly Token[], offset: number): number {
  return tokens.findLastIndex(({ start, end }) => start < end && start <= offset);
}

/** Whether the first of some tokens, which has no colon, may still be a key behind them. */
function isKeyPossible(tokens: readonly Token[]): boolean {
  let level = 0;
  for (const { type } of tokens) {
    if (type === "flow sequence start" || type === "flow mapping start") level += 1;
    if (type === "flow sequence end" || type === "flow mapping end") level -= 1;
    if (level < 0 || (level === 0 && forgetsKey.has(type))) return false;
  }
  return true;
}

const forgetsKey: ReadonlySet<string> = new Set([
  "flow entry",
  "block entry",
  "key",
  "value",
  "document end",
  "directive",
]);
