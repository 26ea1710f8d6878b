import { type Cursor, isBlankOrEnd, show } from "./cursor.ts";
import type { Token } from "./token.ts";

const uriCharacter = /[0-9A-Za-z\-;/?:@&=+$,_.!~*'()[\]%]/;

/**
 * Scans a tag (`!x`, `!!str`, `!<tag:…>`).
 *
 * @throws {ScanFault} when no tag follows the `!`.
 * @see PyYAML scanner.py, scan_tag
 */
export function scanTag(cursor: Cursor, insideFlow: boolean): Token {
  const start = cursor.index;
  const next = cursor.peek(1);
  let handle = "";
  let text = "!";
  if (next === "<") {
    cursor.forward(2);
    text = scanUri(cursor, true);
    if (cursor.peek() !== ">") cursor.fail(`expected ">" at the end of the tag`, start);
    cursor.forward();
  } else if (isBlankOrEnd(next)) {
    cursor.forward();
  } else {
    handle = scanHandle(cursor);
    text = scanUri(cursor, false);
  }
  if (!(isBlankOrEnd(cursor.peek()) || (insideFlow && cursor.peek() === ","))) {
    cursor.fail(
      `found ${show(cursor.peek())} after a tag: put a space between the tag and its value`,
    );
  }
  return { type: "tag", start, end: cursor.index, text, handle };
}

/** `!name!` or `!!` when the tag has one, else `!`. */
function scanHandle(cursor: Cursor): string {
  const named = /^![0-9A-Za-z_-]*!/.exec(cursor.text.slice(cursor.index, cursor.index + 200));
  return cursor.take(named?.[0].length ?? 1);
}

/** Only a verbatim tag may hold what ends a list in libyaml. */
function scanUri(cursor: Cursor, verbatim: boolean): string {
  let uri = "";
  while (uriCharacter.test(cursor.peek())) {
    if (!verbatim && ",[]".includes(cursor.peek())) {
      cursor.noteRefusedByPyyaml(
        "PyYAML takes this character for a part of the tag: put a space before it",
      );
      break;
    }
    uri += cursor.take(1);
  }
  if (uri === "") cursor.fail(`expected the name of a tag after "!", found ${show(cursor.peek())}`);
  try {
    return decodeURIComponent(uri);
  } catch {
    return cursor.fail("the % escapes of the tag are not UTF-8");
  }
}

/**
 * Scans a `%` line.
 *
 * @throws {ScanFault} when it is no directive; the message says how to quote a value that starts with `%`.
 */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.index;
  const lineStart = cursor.index;
  cursor.skipToLineEnd();
  const line = cursor.text.slice(lineStart, cursor.index);
  const end = cursor.index;
  cursor.takeBreak();
  const version = /^%YAML +([0-9]+)\.([0-9]+) *(?:#.*)?$/.exec(line);
  if (version !== null) {
    return { type: "directive", start, end, text: "YAML", value: `${version[1]}.${version[2]}` };
  }
  const tag = /^%TAG +(![0-9A-Za-z_-]*!?) +(\S+) *(?:#.*)?$/.exec(line);
  if (tag !== null) {
    return {
      type: "directive",
      start,
      end,
      text: "TAG",
      handle: tag[1] ?? "",
      value: tag[2] ?? "",
    };
  }
  cursor.index = lineStart;
  if (/^%(?!YAML\b|TAG\b)[0-9A-Za-z_-]+(?: |$)/.test(line)) {
    cursor.noteRefusedByPsych("Psych knows no directives but %YAML and %TAG");
    cursor.index = end;
    cursor.takeBreak();
    return { type: "directive", start, end, text: "other" };
  }
  return cursor.fail("a line cannot start with \"%\": quote the text, as in '%{…}'");
}

/**
 * Scans `&name` or `*name`.
 *
 * @throws {ScanFault} when the name is missing or runs into something else.
 */
export function scanAnchor(cursor: Cursor): Token {
  const start = cursor.index;
  const isAlias = cursor.take(1) === "*";
  const what = isAlias ? "alias" : "anchor";
  let text = "";
  while (/[0-9A-Za-z_-]/.test(cursor.peek())) text += cursor.take(1);
  const next = cursor.peek();
  if (text === "" || !(isBlankOrEnd(next) || "?:,]}%@`".includes(next))) {
    const mark = isAlias ? "*" : "&";
    cursor.fail(
      `"${mark}" starts an ${what} and needs a name of letters, digits, "-" and "_": quote the text if it only starts with "${mark}"`,
      start,
    );
  }
  return { type: what, start, end: cursor.index, text };
}
