import { createNameMasker } from "../base/mask-by-name.ts";
import { escapeControl } from "./escape-control.ts";

/** The place that a frame points at; from 1, in UTF-16 units, the end exclusive. */
export interface FramePlace {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * The lines of a text as findings count them, for {@link codeFrame}. A value whose key names a secret
 * is hidden, since frames end up in the logs of builds.
 */
export function sourceLines(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/u).map(createNameMasker());
}

/**
 * The line at `place`, the line before it, and carets below; at most `width` columns. A place that
 * spans lines is marked to the end of its first one.
 */
export function codeFrame(
  lines: readonly string[],
  place: FramePlace,
  width: number,
): readonly string[] {
  const gutter = String(place.line).length;
  const room = Math.max(20, width - gutter - 3);
  const { shown, start, length } = cut(lines[place.line - 1] ?? "", place, room);
  const frame: string[] = [];
  const before = lines[place.line - 2] ?? "";
  if (before.trim() !== "") {
    frame.push(
      `${String(place.line - 1).padStart(gutter)} | ${shorten(escapeControl(before.slice(0, room * 2)), room)}`,
    );
  }
  frame.push(`${place.line} | ${shown}`);
  frame.push(`${" ".repeat(gutter)} | ${" ".repeat(start)}${"^".repeat(length)}`);
  return frame.map((line) => line.trimEnd());
}

/** The part of a line that has the place in it, with where the carets go. */
function cut(source: string, place: FramePlace, room: number) {
  const from = Math.min(place.column - 1, source.length);
  const to =
    place.endLine > place.line ? source.length : Math.min(place.endColumn - 1, source.length);
  const first = from > room / 2 ? Math.max(0, from - Math.floor(room / 3)) : 0;
  const head = first > 0 ? "…" : "";
  const prefix = head + escapeControl(source.slice(first, from));
  const marked = escapeControl(source.slice(from, Math.min(to, from + room)));
  const shown = shorten(prefix + escapeControl(source.slice(from, from + room)), room);
  const start = Math.min(prefix.length, room - 1);
  return { shown, start, length: Math.max(1, Math.min(marked.length, room - start)) };
}

function shorten(line: string, room: number): string {
  return line.length <= room ? line : `${line.slice(0, room - 1)}…`;
}
