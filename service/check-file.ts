import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { systemReason } from "./base/system-reason.ts";
import type { ConfigPlaces } from "./config-places.ts";
import type { ConfigPath } from "./contract/config-mistake.ts";
import { parseServiceConfig, type ServiceReading } from "./contract/parse-service-config.ts";
import type { ServiceConfig } from "./contract/service-config.ts";
import { type GoYaml, readGoYaml } from "./go-yaml.ts";
import { leadsToSetting, nearestSetting, sayableName } from "./setting-names.ts";
import { type TextPosition, YamlError } from "./yaml-text.ts";

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
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    const message = `cannot read the configuration file ${file}: ${systemReason(cause)}. Check its path and mode.`;
    return failed(file, { kind: "mistake", setting: "", message }, isMissing);
  }
  if (!isUtf8(bytes)) {
    return failed(file, { kind: "mistake", setting: "", message: "not UTF-8" }, false);
  }
  try {
    return checkData(file, readGoYaml(new TextDecoder().decode(bytes), leadsToSetting));
  } catch (cause) {
    if (!(cause instanceof YamlError)) throw cause;
    const { message, position } = cause;
    const note: ConfigNote = {
      kind: "mistake",
      setting: "",
      message: `not YAML: ${message}`,
      position,
    };
    return failed(file, note, false);
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

function checkData(file: string, { data, places }: GoYaml): CheckedFile {
  const reading = parseServiceConfig(data);
  const stated = new Set(Object.keys(data ?? {}));
  const notes = notesOf(reading, places);
  return { file, config: reading.config, stated, notes, isMissing: false };
}

function notesOf({ mistakes, unknown }: ServiceReading, places: ConfigPlaces): ConfigNote[] {
  const note = (kind: ConfigNote["kind"], path: ConfigPath, message: string): ConfigNote => ({
    kind,
    setting: sayableName(path),
    message,
    position: places.of(path),
  });
  const hint = (path: ConfigPath): string => {
    const nearest = nearestSetting(path);
    return nearest === undefined ? "" : `; did you mean ${nearest}?`;
  };
  return [
    ...mistakes.map(({ path, message }) => note("mistake", path, message)),
    ...unknown.map((path) => note("unknown", path, `there is no such setting${hint(path)}`)),
    ...places.repeated.map((path) => note("repeated", path, repeatedMessage)),
  ];
}

const repeatedMessage = "stands more than once; of equal settings the last counts";
