import type { ScalarNode } from "./document.ts";
import { lineStartOf } from "./positions.ts";

/** What is wrong at a place, in words that say what to type instead. */
export interface Explanation {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Why no value can start with the character at `offset`. */
export function explainCharacter(text: string, offset: number): Explanation {
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const at = { start: offset, end: offset + character.length };
  if (character === "\t") {
    return { message: "a tab cannot indent: use spaces", ...at };
  }
  if (character === "%") {
    return {
      message: 'a value cannot start with "%": quote it, as in \'%{lookup("key")}\'',
      ...at,
    };
  }
  if (character === "@" || character === "`") {
    return {
      message: `a value cannot start with "${character}", which YAML reserves: quote it`,
      ...at,
    };
  }
  return { message: `a value cannot start with "${character}": quote it`, ...at };
}

/** Why a key's text has no colon where one is needed. */
export function explainMissingColon(text: string, keyStart: number): Explanation {
  const line = /^[^\r\n\0]*/.exec(text.slice(keyStart, keyStart + 2048))?.[0].trimEnd() ?? "";
  const at = { start: keyStart, end: keyStart + Math.max(1, line.length) };
  const glued = /^("[^"]*"|'[^']*'|[^\s:#]+(?:::[^\s:#]+)*):(?=[^\s:])/.exec(line);
  if (glued !== null) {
    return { message: `a space is missing after the colon of "${glued[1]}:"`, ...at };
  }
  if (line.length > 1024) {
    return { message: "a key cannot be longer than 1024 characters", ...at };
  }
  return { message: "a key is expected here, and it needs a colon and a space behind it", ...at };
}

/** Why a colon cannot make a mapping where it stands. */
export function explainValueNotAllowed(text: string, colon: number): Explanation {
  const lineStart =
    Math.max(text.lastIndexOf("\n", colon - 1), text.lastIndexOf("\r", colon - 1)) + 1;
  const before = text.slice(lineStart, colon);
  const at = { start: colon, end: colon + 1 };
  if (/:\s/.test(before)) {
    return {
      message:
        "a second colon with a space behind it on one line: quote the value, or put it on the next line",
      ...at,
    };
  }
  const after = text.slice(0, lineStart).trimEnd();
  const previousLine = after.slice(after.lastIndexOf("\n") + 1).trim();
  if (/^[^\s#:]+:\S+$/.test(previousLine)) {
    return {
      message: `no mapping can start here: a space is missing after the colon in the line above (${previousLine})`,
      ...at,
    };
  }
  return {
    message:
      "no mapping can start here: the line above already has a value, or this line is indented wrongly",
    ...at,
  };
}

/** Why a text stands behind a quoted one: the quotes inside of it have closed it. */
export function explainBehindQuoted(quoted: ScalarNode, isMultiline: boolean): string {
  if (isMultiline) {
    return "the quotes of the text before this close here: a closing quote is missing in a line above";
  }
  const inside =
    quoted.style === "single"
      ? "write ' inside of '…' twice, or use \"…\""
      : 'write " inside of "…" as \\", or use \'…\'';
  return `the quotes of the text before this are closed already: ${inside}`;
}

/** Why a block cannot begin at `offset`, where its line stands left of the one above; undefined elsewhere. */
export function explainOutdented(text: string, offset: number): string | undefined {
  const start = lineStartOf(text, offset);
  if (text.slice(start, offset).trim() !== "") return undefined;
  const lines = text
    .slice(0, start)
    .split(/\r\n|\r|\n/u)
    .slice(0, -1);
  const above = lines.findLastIndex((line) => /^\s*[^\s#]/u.test(line));
  const indentation = (lines[above] ?? "").search(/\S/u);
  if (indentation <= offset - start) return undefined;
  return `this line is indented less than line ${above + 1}, and like no entry above: indent it like the one beside which it belongs`;
}

/** Why a text breaks where Git has left both sides of a change; undefined where it has not. */
export function explainConflict(text: string, offset: number): Explanation | undefined {
  const line = lineStartOf(text, offset);
  const opened = lastLineWith("<<<<<<<", text, line);
  const closed = lastLineWith(">>>>>>>", text, line - 1);
  const isMark = /^(?:={7}|>{7})(?=\s|$)/.test(text.slice(line, line + 8));
  if (opened <= closed && !isMark) return undefined;
  const start = opened > closed ? opened : line;
  const { length } = /^[^\r\n]*/.exec(text.slice(start, start + 2048))?.[0] ?? "";
  return {
    message:
      "a merge conflict is left here: keep one side, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>",
    start,
    end: start + length,
  };
}

/** Where the last line begins that starts with `mark`, at `most` or before; -1 where there is none. */
function lastLineWith(mark: string, text: string, most: number): number {
  const found = most < 1 ? -1 : text.lastIndexOf(`\n${mark}`, most - 1);
  if (found >= 0) return found + 1;
  return most >= 0 && text.startsWith(mark) ? 0 : -1;
}
