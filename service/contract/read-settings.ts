import type { ConfigMistake, ConfigPath } from "./config-mistake.ts";
import { type KaskSetting, kaskSettings } from "./config-schema.ts";
import { plainValue, YamlScalar } from "./yaml-scalar.ts";

/** As much of a setting as its reading needs. */
export type ReadableSetting = Pick<
  KaskSetting,
  "path" | "type" | "default" | "words" | "minimum" | "maximum"
>;

/** A mapping of a loaded YAML text. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Where settings are read, and what stands for those that are not there. */
export interface ReadingPlace {
  readonly mapping: Mapping;
  /** The keys that lead to the mapping. */
  readonly above?: ConfigPath;
  /** In place of the setting's own default. */
  readonly absent?: (setting: ReadableSetting) => unknown;
}

/** Whether a value has keys. */
export function isMapping(value: unknown): value is Mapping {
  const isObject = typeof value === "object" && value !== null;
  return isObject && !Array.isArray(value) && !(value instanceof YamlScalar);
}

/**
 * Reads settings as Go's YAML decoder does: an empty one is the zero value of its type. What is wrong is
 * added to `mistakes`; the values are nested as the settings' paths are.
 * @see go-yaml/yaml v2, decode.go
 */
export function readSettings(
  settings: readonly ReadableSetting[],
  place: ReadingPlace,
  mistakes: ConfigMistake[],
): Record<string, unknown> {
  const { mapping, above = [], absent = (setting) => setting.default } = place;
  const values: Record<string, unknown> = {};
  const found: ConfigMistake[] = [];
  for (const setting of settings) {
    const value = lookUp(mapping, setting.path, found);
    const read = value === undefined ? absent(setting) : readValue(setting, value, found);
    put(values, setting.path, read);
  }
  mistakes.push(...found.map((mistake) => ({ ...mistake, path: [...above, ...mistake.path] })));
  return values;
}

/** The mistake of a value that is of another kind; a value that may hold a secret is not shown. */
export function mustBe(path: ConfigPath, expected: string, found: unknown): ConfigMistake {
  return { path, message: `must be ${expected}, not ${kindOf(found, mayHoldSecret(path))}` };
}

/** Names every setting of a mapping that is none of `settings`. */
export function unknownSettings(
  mapping: Mapping,
  settings: readonly Pick<ReadableSetting, "path">[],
  above: readonly string[] = [],
): ConfigPath[] {
  return Object.entries(mapping).flatMap(([key, value]): ConfigPath[] => {
    const path = [...above, key];
    if (settings.some((setting) => samePath(setting.path, path))) return [];
    const leadsOn = settings.some((setting) => samePath(setting.path.slice(0, path.length), path));
    if (!leadsOn) return [path];
    return isMapping(value) ? unknownSettings(value, settings, path) : [];
  });
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

function readValue(setting: ReadableSetting, found: unknown, mistakes: ConfigMistake[]): unknown {
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
function readString(setting: ReadableSetting, found: unknown, mistakes: ConfigMistake[]): string {
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
  if (found instanceof YamlScalar) return found.text;
  return typeof found === "object" ? undefined : String(found);
}

/** Go has 64 bits for it. */
const mostInteger = 2 ** 63;

/** Go cuts the fraction off a float and refuses a text. */
function readInteger(setting: ReadableSetting, found: unknown, mistakes: ConfigMistake[]): number {
  const number = found === null ? 0 : plainValue(found);
  if (typeof number !== "number" || !(Math.abs(number) < mostInteger)) {
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

function readBoolean(setting: ReadableSetting, found: unknown, mistakes: ConfigMistake[]): boolean {
  const value = plainValue(found);
  if (value !== null && typeof value !== "boolean") {
    mistakes.push(mustBe(setting.path, "true or false", found));
  }
  return value === true;
}

function readList(setting: ReadableSetting, found: unknown, mistakes: ConfigMistake[]): string[] {
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

/** Also where the secret is a part: `authentication: kask:hunter2` is a mistake that holds it. */
function mayHoldSecret(path: ConfigPath): boolean {
  if (path[0] === "stores") return true;
  return kaskSettings.some(
    (setting) => setting.secret && path.every((key, depth) => key === setting.path[depth]),
  );
}

function kindOf(found: unknown, secret: boolean): string {
  const value = plainValue(found);
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

function samePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key, depth) => key === other[depth]);
}
