import { comma, greater, isBlankOrEnd, show } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import { type Token, textToken } from "./token.ts";

const verbatimUri = /[0-9A-Za-z\-;/?:@&=+$,_.!~*'()[\]%]*/y;
/** Only a verbatim tag may hold what ends a list in libyaml. */
const uri = /[0-9A-Za-z\-;/?:@&=+$_.!~*'()%]*/y;
const handle = /![0-9A-Za-z_-]*!|!/y;

/**
 * Scans a tag (`!x`, `!!str`, `!<tag:…>`).
 *
 * @throws {ScanFault} when no tag follows the `!`.
 * @see PyYAML scanner.py, scan_tag
 */
export function scanTag(cursor: Cursor, insideFlow: boolean): Token {
  const start = cursor.index;
  let written = "";
  let text = "!";
  if (cursor.text.charAt(start + 1) === "<") {
    cursor.index += 2;
    text = scanUri(cursor, verbatimUri);
    if (cursor.code !== greater) cursor.fail(`expected ">" at the end of the tag`, start);
    cursor.index += 1;
  } else if (cursor.standsAlone) {
    cursor.index += 1;
  } else {
    written = cursor.takeMatch(handle);
    text = scanUri(cursor, uri);
    if (",[]".includes(cursor.text.charAt(cursor.index))) {
      cursor.noteRefusedByPyyaml(
        "PyYAML takes this character for a part of the tag: put a space before it",
      );
    }
  }
  const { code } = cursor;
  if (!(isBlankOrEnd(code) || (insideFlow && code === comma))) {
    cursor.fail(`found ${show(code)} after a tag: put a space between the tag and its value`);
  }
  return textToken("tag", start, cursor.index, text, { handle: written, value: "" });
}

function scanUri(cursor: Cursor, pattern: RegExp): string {
  const written = cursor.takeMatch(pattern);
  if (written === "") {
    cursor.fail(`expected the name of a tag after "!", found ${show(cursor.code)}`);
  }
  try {
    return decodeURIComponent(written);
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
  cursor.skipToLineEnd();
  const end = cursor.index;
  const line = cursor.text.slice(start, end);
  if (end < cursor.end) cursor.takeBreak();
  const version = /^%YAML +([0-9]+)\.([0-9]+) *(?:#.*)?$/.exec(line);
  if (version !== null) {
    const more = { handle: "", value: `${version[1]}.${version[2]}` };
    return textToken("directive", start, end, "YAML", more);
  }
  const tag =
    /^%TAG +(!(?:[0-9A-Za-z_-]*!)?) +([0-9A-Za-z\-;/?:@&=+$,_.!~*'()[\]%]+) *(?:#.*)?$/.exec(line);
  if (tag !== null) {
    const more = { handle: tag[1] ?? "", value: tag[2] ?? "" };
    return textToken("directive", start, end, "TAG", more);
  }
  if (!/^%(?!YAML\b|TAG\b)[0-9A-Za-z_-]+(?: |$)/.test(line)) {
    return cursor.fail("a line cannot start with \"%\": quote the text, as in '%{…}'", start);
  }
  cursor.noteRefusedByPsych("Psych knows no directives but %YAML and %TAG", start);
  return textToken("directive", start, end, "other");
}

/**
 * Scans `&name` or `*name`.
 *
 * @throws {ScanFault} when the name is missing or runs into something else.
 */
export function scanAnchor(cursor: Cursor): Token {
  const start = cursor.index;
  const isAlias = cursor.text.charAt(start) === "*";
  const what = isAlias ? "alias" : "anchor";
  cursor.index += 1;
  const text = cursor.takeMatch(/[0-9A-Za-z_-]*/y);
  const endsHere =
    isBlankOrEnd(cursor.code) || "?:,]}%@`".includes(cursor.text.charAt(cursor.index));
  if (text === "" || !endsHere) {
    const mark = isAlias ? "*" : "&";
    cursor.fail(
      `"${mark}" starts an ${what} and needs a name of letters, digits, "-" and "_": quote the text if it only starts with "${mark}"`,
      start,
    );
  }
  return textToken(what, start, cursor.index, text);
}
