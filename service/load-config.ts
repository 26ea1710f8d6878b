import { readFileSync } from "node:fs";
import { loadAll, YAMLException } from "js-yaml";
import { type ConfigPath, parseConfig } from "./contract/parse-config.ts";
import { serviceConfig } from "./contract/parse-service-config.ts";
import type { ServiceConfig } from "./contract/service-config.ts";
import { StartError, systemReason } from "./start-error.ts";

/** A configuration that Kask can start with. */
export interface LoadedConfig {
  readonly config: ServiceConfig;
  /** Settings in the file that Kask ignores, as `cassandra.host`. */
  readonly unknown: readonly string[];
}

/**
 * Reads a configuration file as Kask does: the first document counts, the last of two equal keys
 * wins, unknown settings are passed over.
 * @throws {StartError} with everything that is wrong with the file
 */
export function loadConfig(file: string): LoadedConfig {
  const reading = parseConfig(parseYaml(file, readText(file)));
  if (reading.config === undefined) {
    throw new StartError(
      reading.mistakes.map(({ path, message }) =>
        path.length === 0 ? `${file}: ${message}` : `${file}: ${dotted(path)}: ${message}`,
      ),
    );
  }
  return { config: serviceConfig(reading.config), unknown: reading.unknown.map(dotted) };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new StartError(
      [`cannot read the configuration file ${file}: ${systemReason(cause)}. Check --config.`],
      { cause },
    );
  }
}

function parseYaml(file: string, text: string): unknown {
  try {
    return loadAll(text, { filename: file, json: true })[0];
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    const { mark, reason } = cause;
    const place = mark ? `:${mark.line + 1}:${mark.column + 1}` : "";
    throw new StartError([`${file}${place}: not YAML: ${reason}`], { cause });
  }
}

function dotted(path: ConfigPath): string {
  return path.join(".");
}
