import { configInvariants } from "./config-invariants.ts";
import type { ConfigMistake, ConfigPath } from "./config-mistake.ts";
import { kaskSettings } from "./config-schema.ts";
import type { KaskConfig } from "./kask-config.ts";
import { withSlashes } from "./parse-config.ts";
import {
  isMapping,
  type Mapping,
  mustBe,
  type ReadableSetting,
  readSettings,
  unknownSettings,
} from "./read-settings.ts";
import type { ServiceCassandraConfig, ServiceConfig, StoreConfig } from "./service-config.ts";
import { serviceSettings } from "./service-settings.ts";
import { sameAsAnother } from "./unique-stores.ts";

/** What there is to say about the configuration of a service, all at once. */
export interface ServiceReading {
  /** Undefined when there is a mistake. */
  readonly config: ServiceConfig | undefined;
  readonly mistakes: readonly ConfigMistake[];
  /** Settings that are neither Kask's nor ours, and passed over. */
  readonly unknown: readonly ConfigPath[];
}

const readable = (scopes: readonly string[]): readonly ReadableSetting[] =>
  serviceSettings.flatMap(({ type, scope, ...rest }) =>
    type !== "store-list" && scopes.includes(scope) ? [{ type, ...rest }] : [],
  );

const topSettings = [...kaskSettings, ...readable(["process", "store"])];

/** What may stand in an entry of `stores`. */
const entrySettings = [
  ...readable(["entry"]),
  ...kaskSettings.filter(({ path: [first = ""] }) =>
    ["base_uri", "default_ttl", "cassandra"].includes(first),
  ),
  ...readable(["store"]),
];

const namesOf = (settings: readonly ReadableSetting[]): readonly string[] =>
  settings.map(({ path }) => path.join("."));

/** What may stand at the top of a file, and in an entry of `stores`. */
export const settingNames = {
  top: [...namesOf(topSettings), "stores"],
  entry: namesOf(entrySettings),
} as const;

/**
 * Reads plain data (a loaded YAML text): Kask's settings as Kask does, ours beside them, and `stores`,
 * of which each entry puts its own settings over those of the top. Without `stores` there is one
 * store, without a name.
 */
export function parseServiceConfig(data: unknown): ServiceReading {
  const top = data ?? {};
  if (!isMapping(top)) {
    return { config: undefined, mistakes: [mustBe([], "a mapping", top)], unknown: [] };
  }
  const mistakes: ConfigMistake[] = [];
  const values = readSettings(topSettings, { mapping: top }, mistakes);
  const entries = readEntries(top, values, mistakes);
  const settings = { name: "", ...values } as unknown as AllSettings;
  const stores = entries ?? [{ settings, above: [] }];
  if (mistakes.length === 0) mistakes.push(...brokenInvariants(settings, stores));
  const config = configOf(settings, stores);
  if (mistakes.length === 0) mistakes.push(...sameAsAnother(config.stores));
  return {
    config: mistakes.length === 0 ? config : undefined,
    mistakes,
    unknown: unknownOf(top),
  };
}

/**
 * What Kask's own settings mean to this service, with its defaults for what Kask has no setting for.
 * @throws {Error} where the configuration was not read by `parseConfig`
 */
export function serviceConfig(kask: KaskConfig): ServiceConfig {
  const { config, mistakes } = parseServiceConfig(kask);
  if (config === undefined) throw new Error(`no configuration of Kask: ${mistakes[0]?.message}`);
  return config;
}

/** Every setting of a store and its process, as it was read. */
interface AllSettings extends KaskConfig {
  readonly name: string;
  readonly max_body_bytes: number;
  readonly max_ttl: number;
  readonly cassandra: ServiceCassandraConfig;
}

/** The settings of one store, and the keys to where they stand. */
interface Entry {
  readonly settings: AllSettings;
  readonly above: ConfigPath;
}

/** Undefined where the file has no `stores`. */
function readEntries(
  top: Mapping,
  values: Mapping,
  mistakes: ConfigMistake[],
): readonly Entry[] | undefined {
  const list = top["stores"];
  if (list === undefined || list === null) return undefined;
  if (!Array.isArray(list) || list.length === 0) {
    mistakes.push(mustBe(["stores"], "a list of mappings, one for each store", list));
    return [];
  }
  return list.map((mapping: unknown, position): Entry => {
    const above = ["stores", position];
    if (!isMapping(mapping)) mistakes.push(mustBe(above, "a mapping", mapping));
    const place = {
      mapping: isMapping(mapping) ? mapping : { name: "-" },
      above,
      absent: (setting: ReadableSetting) => valueAt(values, setting) ?? setting.default,
    };
    const own = readSettings(entrySettings, place, mistakes) as unknown as AllSettings;
    if (own.name === "") {
      mistakes.push({
        path: [...above, "name"],
        message: "must be given to each of several stores",
      });
    }
    return { settings: { ...(values as unknown as AllSettings), ...own }, above };
  });
}

function valueAt(values: Mapping, { path }: ReadableSetting): unknown {
  return path.reduce<unknown>((value, key) => (isMapping(value) ? value[key] : undefined), values);
}

function brokenInvariants(top: AllSettings, stores: readonly Entry[]): ConfigMistake[] {
  const ofProcess = configInvariants.filter(({ paths }) => paths[0]?.[0] !== "cassandra");
  const ofStore = configInvariants.filter((invariant) => !ofProcess.includes(invariant));
  return [
    ...ofProcess
      .filter(({ holds }) => !holds(top))
      .map(({ id, message, paths }) => ({ path: paths[0] ?? [], message, invariant: id })),
    ...stores.flatMap(({ settings, above }) =>
      ofStore
        .filter(({ holds }) => !holds(settings))
        .map(({ id, message, paths }) => ({
          path: [...above, ...(paths[0] ?? [])],
          message,
          invariant: id,
        })),
    ),
  ];
}

function configOf(top: AllSettings, stores: readonly Entry[]): ServiceConfig {
  const { service_name, listen_address, listen_port, openapi_spec, tls, max_body_bytes } = top;
  return {
    service_name,
    listen_address,
    listen_port,
    log_level: top.log_level.toLowerCase(),
    openapi_spec,
    tls,
    max_body_bytes,
    stores: stores.map(({ settings }) => storeOf(settings)),
  };
}

function storeOf({ name, base_uri, default_ttl, max_ttl, cassandra }: AllSettings): StoreConfig {
  return {
    name,
    base_uri: withSlashes(base_uri),
    default_ttl,
    max_ttl,
    cassandra: {
      ...cassandra,
      delete_consistency: isWord(cassandra.delete_consistency, "local_quorum")
        ? "LOCAL_QUORUM"
        : "EACH_QUORUM",
      create_serial: isWord(cassandra.create_serial, "global") ? "global" : "local",
    },
  };
}

/** In any case, as Kask reads its own words. */
function isWord(found: string, word: string): boolean {
  return found.toLowerCase() === word;
}

function unknownOf(top: Mapping): readonly ConfigPath[] {
  const { stores, ...rest } = top;
  const entries = Array.isArray(stores) ? stores : [];
  return [
    ...unknownSettings(rest, topSettings),
    ...entries.flatMap((entry: unknown, position) =>
      isMapping(entry)
        ? unknownSettings(entry, entrySettings).map((path) => ["stores", position, ...path])
        : [],
    ),
  ];
}
