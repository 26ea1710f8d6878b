import { readFileSync } from "node:fs";
import { YAMLException } from "js-yaml";
import { systemReason } from "./base/system-reason.ts";
import type { ConfigPlaces, TextPosition } from "./config-places.ts";
import type { ConfigPath } from "./contract/config-mistake.ts";
import {
  parseServiceConfig,
  type ServiceReading,
  settingNames,
} from "./contract/parse-service-config.ts";
import type { ServiceConfig } from "./contract/service-config.ts";
import { type GoYaml, readGoYaml } from "./go-yaml.ts";
import { nearestName } from "./nearest-name.ts";

/** Something to say about a configuration file. */
export interface ConfigNote {
  /** With a mistake Kask does not start; an unknown setting it passes over, and of repeated ones the last counts. */
  readonly kind: "mistake" | "unknown" | "repeated";
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
 * Looks at a configuration file as Kask reads it: the first document counts, unknown settings are
 * passed over. Files that it names are not opened.
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
    return checkData(file, readGoYaml(text));
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    const { mark, reason } = cause;
    const position = mark ? { line: mark.line + 1, column: mark.column + 1 } : undefined;
    const note: ConfigNote = {
      kind: "mistake",
      setting: "",
      message: `not YAML: ${sayable(reason)}`,
    };
    return failed(file, { ...note, ...(position && { position }) }, false);
  }
}

/** Without what it quotes: a password that begins with `*` or `!` is an alias or a tag to YAML. */
function sayable(reason: string): string {
  return reason.replace(/: .*| ".*"/s, "");
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

function checkData(file: string, { data, places }: GoYaml): CheckedFile {
  const reading = parseServiceConfig(data);
  const stated = new Set(Object.keys(data ?? {}));
  const notes = notesOf(reading, places);
  return { file, config: reading.config, stated, notes, isMissing: false };
}

function notesOf({ mistakes, unknown }: ServiceReading, places: ConfigPlaces): ConfigNote[] {
  const note = (kind: ConfigNote["kind"], path: ConfigPath, message: string): ConfigNote => ({
    kind,
    setting: path.join("."),
    message,
    position: places.of(path),
  });
  return [
    ...mistakes.map(({ path, message }) => note("mistake", path, message)),
    ...unknown.map((path) => note("unknown", path, unknownMessage(path))),
    ...places.repeated.map((path) => note("repeated", path, repeatedMessage)),
  ];
}

const repeatedMessage = "stands more than once; of equal settings the last counts";

function unknownMessage(path: ConfigPath): string {
  const above = path[0] === "stores" ? path.slice(0, 2) : [];
  const nearest = nearestName(
    path.slice(above.length).join("."),
    above.length === 0 ? settingNames.top : settingNames.entry,
  );
  const hint = nearest === undefined ? "" : `; did you mean ${[...above, nearest].join(".")}?`;
  return `there is no such setting${hint}`;
}
