import { type Event, parseEvents, YAMLException } from "js-yaml";

/** A place in a text; both from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A YAML text that Kask could not read either; the reason quotes nothing of it. */
export class YamlError extends Error {
  readonly position: TextPosition;

  constructor(reason: string, position: TextPosition) {
    super(reason);
    this.name = "YamlError";
    this.position = position;
  }
}

/** The first document of a YAML text, as its events. */
export interface YamlText {
  /** What the events' offsets are of: the text that was given, with more blanks. */
  readonly text: string;
  readonly events: readonly Event[];
  /** Where an offset is in the text that was given. */
  positionAt(offset: number): TextPosition;
}

/**
 * Reads the first document as Go's parser, a libyaml, does: what follows it is not looked at, nor how far
 * what stands in brackets or quotes is indented.
 * @throws {YamlError}
 */
export function openYaml(source: string): YamlText {
  const indented = new Set<number>();
  let text = firstDocument(source);
  const linesTo = (offset: number): readonly string[] => text.slice(0, offset).split(lineBreak);
  const positionAt = (offset: number): TextPosition => {
    const lines = linesTo(offset);
    const added = indented.has(lines.length) ? blanks.length : 0;
    const column = (lines.at(-1) ?? "").length + 1 - added;
    return { line: lines.length, column: Math.max(1, column) };
  };
  for (;;) {
    try {
      return { text, events: parseEvents(text, {}), positionAt };
    } catch (cause) {
      if (!(cause instanceof YAMLException)) throw cause;
      const offset = cause.mark?.position ?? 0;
      const { line, column } = positionAt(offset);
      const lead = linesTo(offset).at(-1) ?? "";
      if (!isOutdented(cause, lead) || indented.has(line)) {
        throw new YamlError(withoutQuotes(cause.reason), { line, column });
      }
      // js-yaml wants it indented as YAML's own grammar does; in brackets and quotes blanks mean nothing.
      const start = offset - lead.length;
      text = `${text.slice(0, start)}${blanks}${text.slice(start)}`;
      indented.add(line);
    }
  }
}

/** Deeper than anybody nests mappings. */
const blanks = " ".repeat(80);

const lineBreak = /\r\n|\r|\n/;

/** Up to the marker that ends it; such a line is one also within a text. */
function firstDocument(source: string): string {
  let hasBegun = false;
  for (const { 0: line, index } of source.matchAll(/^.*$/gm)) {
    const marker = /^(?:---|\.\.\.)(?=\s|$)/.exec(line)?.[0];
    if (marker !== undefined && hasBegun) return source.slice(0, index);
    if (marker === "---" || !/^(?:\s*(?:#|$)|%|\.\.\.)/.test(line)) hasBegun = true;
  }
  return source;
}

/** Whether only the indentation of a line is wrong, of which js-yaml has read no more than that. */
function isOutdented({ reason }: YAMLException, lead: string): boolean {
  return reason === "deficient indentation" && lead.trim() === "";
}

/** A password that begins with `*` or `!` is an alias or a tag to YAML, which its errors quote. */
function withoutQuotes(reason: string): string {
  return reason.replace(/: .*| ".*"/s, "");
}
