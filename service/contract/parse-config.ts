import { configInvariants } from "./config-invariants.ts";
import { type KaskSetting, kaskSettings } from "./config-schema.ts";
import type { KaskConfig } from "./kask-config.ts";

/** The keys down to a place in a configuration; list positions are numbers. */
export type ConfigPath = readonly (string | number)[];

/** One thing for which Kask would refuse to start. */
export interface ConfigMistake {
  readonly path: ConfigPath;
  /** Without the path, so that a reporter can put it first: `must be an integer, not the text "x"`. */
  readonly message: string;
  /** The invariant that does not hold, where it is one. */
  readonly invariant?: string;
}

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
  const mistakes: ConfigMistake[] = [];
  const top = data ?? {};
  if (!isMapping(top)) {
    return { config: undefined, mistakes: [mustBe([], "a mapping", top)], unknown: [] };
  }
  const values: Record<string, unknown> = {};
  for (const setting of kaskSettings) {
    const found = lookUp(top, setting.path, mistakes);
    put(values, setting.path, read(setting, found, mistakes));
  }
  const config = normalise(values as unknown as KaskConfig);
  if (mistakes.length === 0) mistakes.push(...brokenInvariants(config));
  return {
    config: mistakes.length === 0 ? config : undefined,
    mistakes,
    unknown: unknownSettings(top, []),
  };
}

type Mapping = Readonly<Record<string, unknown>>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at `path`, or undefined; a scalar or list on the way is one mistake, told once. */
function lookUp(top: Mapping, path: readonly string[], mistakes: ConfigMistake[]): unknown {
  let value: unknown = top;
  for (const [depth, key] of path.entries()) {
    if (value === null) return null;
    if (!isMapping(value)) {
      const place = path.slice(0, depth);
      if (!mistakes.some((known) => known.path.join("/") === place.join("/"))) {
        mistakes.push(mustBe(place, "a mapping", value));
      }
      return undefined;
    }
    if (!Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

function read(setting: KaskSetting, found: unknown, mistakes: ConfigMistake[]): unknown {
  if (found === undefined) return setting.default;
  switch (setting.type) {
    case "string":
      return readString(setting, found, mistakes);
    case "integer":
      return readInteger(setting, found, mistakes);
    case "boolean":
      return readBoolean(setting, found, mistakes);
    case "string-list":
      return readList(setting, found, mistakes);
  }
}

/** Go takes the text of any scalar where it wants a string. */
function readString(setting: KaskSetting, found: unknown, mistakes: ConfigMistake[]): string {
  const text = scalarText(found);
  if (text === undefined) {
    mistakes.push(mustBe(setting.path, "a string", found));
    return "";
  }
  if (setting.words && !setting.words.includes(text.toLowerCase())) {
    const expected = `must be one of ${setting.words.join(", ")}, not ${JSON.stringify(text)}`;
    mistakes.push({ path: setting.path, message: expected });
  }
  return text;
}

function scalarText(found: unknown): string | undefined {
  if (found === null) return "";
  return typeof found === "object" ? undefined : String(found);
}

/** Go cuts the fraction off a float and refuses a text. */
function readInteger(setting: KaskSetting, found: unknown, mistakes: ConfigMistake[]): number {
  const number = found === null ? 0 : found;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    mistakes.push(mustBe(setting.path, "an integer", found));
    return 0;
  }
  const { minimum = -Infinity, maximum = Infinity } = setting;
  const integer = Math.trunc(number);
  if (integer < minimum || integer > maximum) {
    const bounds =
      maximum === Infinity ? `must be ${minimum} or more` : `must be from ${minimum} to ${maximum}`;
    mistakes.push({ path: setting.path, message: `${bounds}, not ${integer}` });
  }
  return integer;
}

function readBoolean(setting: KaskSetting, found: unknown, mistakes: ConfigMistake[]): boolean {
  if (found !== null && typeof found !== "boolean") {
    mistakes.push(mustBe(setting.path, "true or false", found));
  }
  return found === true;
}

function readList(setting: KaskSetting, found: unknown, mistakes: ConfigMistake[]): string[] {
  const list = found ?? [];
  if (!Array.isArray(list)) {
    mistakes.push(mustBe(setting.path, "a list of strings", found));
    return [];
  }
  if (list.length === 0) {
    mistakes.push({ path: setting.path, message: "must name at least one host" });
  }
  return list.map((item, position) => {
    const text = scalarText(item);
    if (text === undefined) mistakes.push(mustBe([...setting.path, position], "a string", item));
    return text ?? "";
  });
}

function mustBe(path: ConfigPath, expected: string, found: unknown): ConfigMistake {
  return { path, message: `must be ${expected}, not ${kindOf(found, mayHoldSecret(path))}` };
}

/** Also where the secret is a part: `authentication: kask:hunter2` is a mistake that holds it. */
function mayHoldSecret(path: ConfigPath): boolean {
  return kaskSettings.some(
    (setting) => setting.secret && path.every((key, depth) => key === setting.path[depth]),
  );
}

function kindOf(value: unknown, secret: boolean): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (secret) return `a ${typeof value}`;
  return typeof value === "string"
    ? `the text ${JSON.stringify(value)}`
    : `the ${typeof value} ${String(value)}`;
}

function put(values: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let place = values;
  for (const key of path.slice(0, -1)) {
    place[key] ??= {};
    place = place[key] as Record<string, unknown>;
  }
  place[path.at(-1) ?? ""] = value;
}

function normalise(config: KaskConfig): KaskConfig {
  const ended = config.base_uri.endsWith("/") ? config.base_uri : `${config.base_uri}/`;
  const base_uri = ended.startsWith("/") ? ended : `/${ended}`;
  return { ...config, base_uri, log_level: config.log_level.toLowerCase() };
}

function brokenInvariants(config: KaskConfig): ConfigMistake[] {
  return configInvariants
    .filter((invariant) => !invariant.holds(config))
    .map(({ id, message, paths }) => ({ path: paths[0] ?? [], message, invariant: id }));
}

function unknownSettings(mapping: Mapping, above: readonly string[]): ConfigPath[] {
  return Object.entries(mapping).flatMap(([key, value]): ConfigPath[] => {
    const path = [...above, key];
    if (kaskSettings.some((setting) => samePath(setting.path, path))) return [];
    const leadsOn = kaskSettings.some((setting) =>
      samePath(setting.path.slice(0, path.length), path),
    );
    if (!leadsOn) return [path];
    return isMapping(value) ? unknownSettings(value, path) : [];
  });
}

function samePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key, depth) => key === other[depth]);
}
