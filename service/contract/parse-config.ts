import { configInvariants } from "./config-invariants.ts";
import type { ConfigMistake, ConfigPath } from "./config-mistake.ts";
import { kaskSettings } from "./config-schema.ts";
import type { KaskConfig } from "./kask-config.ts";
import { isMapping, mustBe, readSettings, unknownSettings } from "./read-settings.ts";

export type { ConfigMistake, ConfigPath } from "./config-mistake.ts";

/** What there is to say about a configuration, all at once. */
export interface ConfigReading {
  /** Undefined when there is a mistake. */
  readonly config: KaskConfig | undefined;
  readonly mistakes: readonly ConfigMistake[];
  /** Settings that Kask ignores in silence, most often misspelt ones. */
  readonly unknown: readonly ConfigPath[];
}

/**
 * Reads plain data (a loaded YAML text) as Kask does: absent settings get their default, an empty one
 * the zero value of its type, unknown ones are passed over but named.
 * @see mediawiki-services-kask/config.go, NewConfig and validate
 */
export function parseConfig(data: unknown): ConfigReading {
  const top = data ?? {};
  if (!isMapping(top)) {
    return { config: undefined, mistakes: [mustBe([], "a mapping", top)], unknown: [] };
  }
  const mistakes: ConfigMistake[] = [];
  const values = readSettings(kaskSettings, { mapping: top }, mistakes);
  const config = normalise(values as unknown as KaskConfig);
  if (mistakes.length === 0) mistakes.push(...brokenInvariants(config));
  return {
    config: mistakes.length === 0 ? config : undefined,
    mistakes,
    unknown: unknownSettings(top, kaskSettings),
  };
}

function normalise(config: KaskConfig): KaskConfig {
  return {
    ...config,
    base_uri: withSlashes(config.base_uri),
    log_level: config.log_level.toLowerCase(),
  };
}

/** A base URI with the slash at either end that Kask adds where it is missing. */
export function withSlashes(baseUri: string): string {
  const ended = baseUri.endsWith("/") ? baseUri : `${baseUri}/`;
  return ended.startsWith("/") ? ended : `/${ended}`;
}

function brokenInvariants(config: KaskConfig): ConfigMistake[] {
  return configInvariants
    .filter((invariant) => !invariant.holds(config))
    .map(({ id, message, paths }) => ({ path: paths[0] ?? [], message, invariant: id }));
}
