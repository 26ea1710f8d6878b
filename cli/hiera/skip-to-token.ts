import { type Cursor, isBreak } from "./cursor.ts";

/**
 * Passes blanks, comments and line breaks, and gives whether a key may begin behind them: outside of
 * brackets it may at the start of every line.
 *
 * @see libyaml scanner.c, yaml_parser_scan_to_next_token
 */
export function skipToToken(cursor: Cursor, insideFlow: boolean, keyAllowed: boolean): boolean {
  let allowed = keyAllowed;
  if (cursor.index === 0 && cursor.peek() === "\uFEFF") cursor.forward();
  for (;;) {
    if (insideFlow || !allowed) skipTabsAndSpaces(cursor);
    else cursor.skipSpaces();
    cursor.takeComment();
    if (!isBreak(cursor.peek())) return allowed;
    cursor.takeBreak();
    allowed ||= !insideFlow;
  }
}

/** PyYAML allows no tabs here, which is noted. */
function skipTabsAndSpaces(cursor: Cursor): void {
  while (cursor.peek() === " " || cursor.peek() === "\t") {
    if (cursor.peek() === "\t") cursor.noteTab();
    cursor.forward();
  }
}
