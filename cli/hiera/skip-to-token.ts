import { byteOrderMark, hash, isBreak, space, tab } from "./characters.ts";
import type { Cursor } from "./cursor.ts";

/**
 * Passes blanks, comments and line breaks, and gives whether a key may begin behind them: outside of
 * brackets it may at the start of every line.
 *
 * @see libyaml scanner.c, yaml_parser_scan_to_next_token
 */
export function skipToToken(cursor: Cursor, insideFlow: boolean, keyAllowed: boolean): boolean {
  let allowed = keyAllowed;
  if (cursor.index === 0 && cursor.code === byteOrderMark) {
    cursor.index = 1;
    cursor.lineStart = 1;
  }
  for (;;) {
    passMark(cursor);
    cursor.skipSpaces();
    if (cursor.code === tab && (insideFlow || !allowed)) skipTabsAndSpaces(cursor);
    if (cursor.code === hash) cursor.takeComment();
    if (!isBreak(cursor.code)) return allowed;
    cursor.takeBreak();
    allowed ||= !insideFlow;
  }
}

/** To libyaml a byte order mark begins a line, in which it takes a column. */
function passMark(cursor: Cursor): void {
  if (!cursor.dialect.marksAreBlanks) return;
  if (cursor.code === byteOrderMark && cursor.column === 0) cursor.index += 1;
}

/** PyYAML allows no tabs here, which is noted. */
function skipTabsAndSpaces(cursor: Cursor): void {
  for (; cursor.code === space || cursor.code === tab; cursor.index += 1) {
    if (cursor.code === tab) cursor.noteTab();
  }
}
