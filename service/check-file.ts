import { readFileSync } from "node:fs";
import { loadAll, YAMLException } from "js-yaml";
import { systemReason } from "./base/system-reason.ts";
import { configPositions, type TextPosition } from "./config-positions.ts";
import type { ConfigPath } from "./contract/config-mistake.ts";
import {
  parseServiceConfig,
  type ServiceReading,
  settingNames,
} from "./contract/parse-service-config.ts";
import type { ServiceConfig } from "./contract/service-config.ts";
import { nearestName } from "./nearest-name.ts";

/** Something to say about a configuration file. */
export interface ConfigNote {
  /** With a mistake Kask does not start; an unknown setting it passes over. */
  readonly kind: "mistake" | "unknown";
  /** As in `cassandra.hosts`; empty where the whole file is meant. */
  readonly setting: string;
  readonly message: string;
  /** Absent where the file cannot be read. */
  readonly position?: TextPosition;
}

/** A configuration file, looked at. */
export interface CheckedFile {
  readonly file: string;
  /** Undefined where there is a mistake. */
  readonly config: ServiceConfig | undefined;
  /** The settings of the process that it states itself, by name. */
  readonly stated: ReadonlySet<string>;
  readonly notes: readonly ConfigNote[];
  /** There is no such file. */
  readonly isMissing: boolean;
}

/**
 * Looks at a configuration file as Kask reads it: the first document counts, the last of two equal
 * keys wins, unknown settings are passed over. Files that it names are not opened.
 */
export function checkFile(file: string): CheckedFile {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    const message = `cannot read the configuration file ${file}: ${systemReason(cause)}. Check its path and mode.`;
    return failed(file, { kind: "mistake", setting: "", message }, isMissing);
  }
  try {
    return checkData(file, text, loadAll(text, { filename: file, json: true })[0]);
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    const { mark, reason } = cause;
    const position = mark ? { line: mark.line + 1, column: mark.column + 1 } : undefined;
    const note: ConfigNote = { kind: "mistake", setting: "", message: `not YAML: ${reason}` };
    return failed(file, { ...note, ...(position && { position }) }, false);
  }
}

/** The line that tells a note, as compilers tell theirs. */
export function noteLine(file: string, { setting, message, position }: ConfigNote): string {
  if (position === undefined && setting === "" && message.includes(file)) return message;
  const place = position === undefined ? "" : `:${position.line}:${position.column}`;
  return `${file}${place}: ${setting === "" ? "" : `${setting}: `}${message}`;
}

function failed(file: string, note: ConfigNote, isMissing: boolean): CheckedFile {
  return { file, config: undefined, stated: new Set(), notes: [note], isMissing };
}

function checkData(file: string, text: string, data: unknown): CheckedFile {
  const reading = parseServiceConfig(data);
  const stated = new Set(Object.keys(data ?? {}));
  const notes = notesOf(text, reading);
  return { file, config: reading.config, stated, notes, isMissing: false };
}

function notesOf(text: string, { mistakes, unknown }: ServiceReading): readonly ConfigNote[] {
  if (mistakes.length === 0 && unknown.length === 0) return [];
  const positionOf = configPositions(text);
  return [
    ...mistakes.map(
      ({ path, message }): ConfigNote => ({
        kind: "mistake",
        setting: path.join("."),
        message,
        position: positionOf(path),
      }),
    ),
    ...unknown.map(
      (path): ConfigNote => ({
        kind: "unknown",
        setting: path.join("."),
        message: unknownMessage(path),
        position: positionOf(path),
      }),
    ),
  ];
}

function unknownMessage(path: ConfigPath): string {
  const above = path[0] === "stores" ? path.slice(0, 2) : [];
  const nearest = nearestName(
    path.slice(above.length).join("."),
    above.length === 0 ? settingNames.top : settingNames.entry,
  );
  const hint = nearest === undefined ? "" : `; did you mean ${[...above, nearest].join(".")}?`;
  return `there is no such setting${hint}`;
}
