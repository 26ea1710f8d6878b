import { isSecretName, mayHoldSecretName } from "./secret-name.ts";

/** Gives a line of a stream without what must not be shown. */
export type LineMasker = (line: string) => string;

const hidden = "[secret]";

/** What of the stream still belongs to a secret. */
type Open =
  /** All that is indented deeper than its key. */
  | { readonly kind: "value"; readonly column: number }
  /** All up to the end mark. */
  | { readonly kind: "key-file" };

/**
 * A masker for values whose name says that they are secret, in YAML, JSON, Puppet's hashes, env
 * files and diffs of them. It remembers a value that goes on, so each stream needs one of its own.
 * What follows such a name is hidden up to the end of its line: no quoting can end it early. Where a
 * diff begins in the middle of a value, only Base64 is known for a secret.
 */
export function createNameMasker(): LineMasker {
  let open: Open | undefined;
  return (line) => {
    const column = indentationOf(line);
    if (open && isWithin(open, line, column)) {
      if (keyFileEnd.test(line)) open = undefined;
      return hideFrom(line, column);
    }
    const start = secretStart(line, column);
    open = start === undefined ? undefined : openedBy(line, column);
    return hideFrom(line, start ?? line.length);
  };
}

function hideFrom(line: string, start: number): string {
  return start === line.length ? line : `${line.slice(0, start)}${hidden}`;
}

function openedBy(line: string, column: number): Open | undefined {
  if (!keyFileStart.test(line)) return { kind: "value", column };
  return keyFileEnd.test(line) ? undefined : { kind: "key-file" };
}

/** The dash of a list and the signs of a diff stand where a block's spaces do. */
function indentationOf(line: string): number {
  return /^[-+\s]*/.exec(line)?.[0].length ?? 0;
}

const keyFileStart = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/;
const keyFileEnd = /-----END [A-Z0-9 ]*PRIVATE KEY-----/;
const puppetSpeaks = /^(?:Info|Notice|Warning|Error|Debug): /;

function isWithin(open: Open, line: string, column: number): boolean {
  if (open.kind === "key-file") return !puppetSpeaks.test(line);
  return column === line.length || column > open.column;
}

/** Where what must be hidden begins; the end of the line where it begins on the next one. */
function secretStart(line: string, column: number): number | undefined {
  if (keyFileStart.test(line) || encodedLine.test(line.slice(column))) return column;
  if (!mayHoldSecretName(line) && !namelessSecret.test(line)) return undefined;
  const starts = [
    ...[...line.matchAll(separator)].filter(followsSecretName),
    ...[...line.matchAll(option)].filter(([, name = ""]) => isSecretName(name)),
    ...line.matchAll(login),
  ].map((found) => found.index + found[0].length);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

/** What marks a secret beside the name of a setting; most lines hold neither. */
const namelessSecret = /authorization|cookie|identified by|:\/\//i;

const encodedLine = /^[A-Za-z0-9+/]{40,}={0,2}$/;

/** What stands between a name and its value. */
const separator = /(?<=[\w"'\] \t])(?:=>|:=|:(?!:)|=)\s*/g;

/** `--password hunter2` */
const option = /(?<!\S)--?([A-Za-z][\w-]*)[ \t]+/g;

/** `WITH PASSWORD 'hunter2'`, `https://alice:hunter2@host/` */
const login = /\b(?:PASSWORD|IDENTIFIED BY)\s+(?=["'])|:\/\/[^\s/@:]*:(?=[^\s/@]+@)/gi;

/** Longer than any name of a setting; keeps the work linear. */
const nameLength = 80;

function followsSecretName({ index, input }: RegExpExecArray): boolean {
  const before = input.slice(Math.max(0, index - nameLength), index);
  const name = before.replace(/\\*["']?\]?[ \t]*$/, "");
  return isSecretName(name) || /(?:authorization|cookie)$/i.test(name);
}
