import type { ConfigPath } from "./contract/config-mistake.ts";
import { kaskSettings } from "./contract/config-schema.ts";
import { settingNames } from "./contract/parse-service-config.ts";
import { nearestName } from "./nearest-name.ts";

/** Whether settings stand under these keys, or they are one themselves. */
export function leadsToSetting(path: ConfigPath): boolean {
  const { below, names } = scopeOf(path);
  const name = below.join(".");
  return name === "" || names.some((each) => each === name || each.startsWith(`${name}.`));
}

/** The setting, as in `cassandra.hosts`, that keys which lead to none most likely stand for. */
export function nearestSetting(path: ConfigPath): string | undefined {
  const { above, below, names } = scopeOf(path);
  // Beside a secret only the last key is compared: what may be a part of it is like no setting then.
  const place = placeOfSecret(below) ?? [];
  const prefix = place.map((key) => `${key}.`).join("");
  const among = names.filter((name) => name.startsWith(prefix));
  const nearest = nearestName(
    below.slice(place.length).join("."),
    among.map((name) => name.slice(prefix.length)),
  );
  return nearest === undefined ? undefined : [...above, ...place, nearest].join(".");
}

/**
 * The keys down to a setting, without what may be a secret: of `{password: a,b}` YAML makes a key `b`, and of
 * `{password:a}` another.
 */
export function sayableName(path: ConfigPath): string {
  const { below, names } = scopeOf(path);
  const isKnown = names.includes(below.join("."));
  if (!isKnown && placeOfSecret(below) !== undefined) return [...path.slice(0, -1), "…"].join(".");
  return path.map((key) => String(key).replace(/:.*/s, ":…")).join(".");
}

/** The keys above a secret, where these stand beside it. */
function placeOfSecret(path: ConfigPath): readonly string[] | undefined {
  const places = kaskSettings.flatMap(({ secret, path: known }) =>
    secret ? [known.slice(0, -1)] : [],
  );
  return places.find(
    (place) => path.length > place.length && place.every((key, at) => key === path[at]),
  );
}

/** What may stand below the beginning of a path: that of the file, or of an entry of `stores`. */
function scopeOf(path: ConfigPath): {
  readonly above: ConfigPath;
  readonly below: ConfigPath;
  readonly names: readonly string[];
} {
  const above = path[0] === "stores" ? path.slice(0, 2) : [];
  return above.length < 2
    ? { above: [], below: path, names: settingNames.top }
    : { above, below: path.slice(2), names: settingNames.entry };
}
