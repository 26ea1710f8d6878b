import { type KaskSetting, kaskSettings } from "./config-schema.ts";

/** A JSON Schema, or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

interface ObjectSchema {
  readonly type: "object";
  readonly properties: Record<string, JsonSchema | ObjectSchema>;
}

/**
 * The JSON Schema of a Kask configuration, for editors and validators. Like Kask itself it allows
 * settings that it does not know; `x-unit`, `x-source`, `x-since` and `x-secret` carry the rest.
 */
export function kaskConfigJsonSchema(): JsonSchema {
  const root: ObjectSchema = { type: "object", properties: {} };
  for (const setting of kaskSettings) put(root, setting);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Configuration of Kask",
    ...root,
  };
}

function put(root: ObjectSchema, setting: KaskSetting): void {
  let place = root.properties;
  for (const key of setting.path.slice(0, -1)) {
    place[key] ??= { type: "object", properties: {} };
    place = (place[key] as ObjectSchema).properties;
  }
  place[setting.path.at(-1) ?? ""] = schemaOf(setting);
}

function schemaOf(setting: KaskSetting): JsonSchema {
  const { description, minimum, maximum, unit, source, since, words, secret } = setting;
  return {
    ...typeOf(setting),
    description,
    default: setting.default,
    ...(words && { pattern: anyCase(words) }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(unit && { "x-unit": unit }),
    "x-source": source,
    ...(since && { "x-since": since }),
    ...(secret && { "x-secret": true }),
  };
}

function typeOf({ type }: KaskSetting): JsonSchema {
  return type === "string-list"
    ? { type: "array", items: { type: "string" }, minItems: 1 }
    : { type };
}

/** JSON Schema has no flag for it: `info` becomes `[iI][nN][fF][oO]`. */
function anyCase(words: readonly string[]): string {
  const patterns = words.map((word) =>
    word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`),
  );
  return `^(${patterns.join("|")})$`;
}
