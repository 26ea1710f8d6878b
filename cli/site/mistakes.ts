import { type FaultCode, KaskctlError } from "../base/errors.ts";

/** One thing wrong in a file, with the UTF-16 offset of its place. */
export interface Mistake {
  readonly offset: number;
  /** Without capital and full stop; it never holds a secret. */
  readonly message: string;
}

/** What was read: its text, its path, and how a message calls it. */
export interface ReadFile {
  readonly path: string;
  readonly text: string;
  /** As in `The site file`. */
  readonly name: string;
}

/**
 * One error for all mistakes of a file: a line `path:line:column: message` each, in the order of
 * the file. Lines and columns count from 1, columns in UTF-16 units.
 */
export function mistakesError(
  code: FaultCode,
  file: ReadFile,
  mistakes: readonly Mistake[],
  hint: string,
): KaskctlError {
  const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
  const lines = [...mistakes]
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, message }) => `${file.path}:${placeOf(file.text, offset)}: ${message}`);
  return new KaskctlError(code, [`${file.name} has ${count}:`, ...lines].join("\n"), { hint });
}

/** `line:column` of a UTF-16 offset, both from 1. */
export function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return `${before.length}:${(before.at(-1) ?? "").length + 1}`;
}
