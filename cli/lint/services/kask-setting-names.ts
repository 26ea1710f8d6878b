import { kaskSettings } from "../../../service/contract/config-schema.ts";
import { suggest } from "../../base/suggest.ts";
import type { HieraNode } from "../../hiera/document.ts";
import { asMapping, entries, valueAt } from "../values/entries.ts";

/** The keys that Kask knows right below a group of its settings; the top is `[]`. */
export function settingNames(group: readonly string[]): readonly string[] {
  const below = kaskSettings
    .filter(({ path }) => group.every((name, depth) => path[depth] === name))
    .map(({ path }) => path[group.length] ?? "");
  return [...new Set(below)];
}

/** The one setting that an unknown key was plainly meant to be, and that is not written beside it. */
export function meantSetting(config: HieraNode, path: readonly string[]): string | undefined {
  const group = path.slice(0, -1);
  const near = suggest(path.at(-1) ?? "", settingNames(group));
  const written = asMapping(valueAt(config, group));
  const [name = ""] = near;
  return near.length === 1 && !(written && entries(written).has(name)) ? name : undefined;
}

/** Whether a setting is absent only because its key is misspelt, which `service/kask-config` tells. */
export function isMisspelt(config: HieraNode | undefined, path: readonly string[]): boolean {
  const group = path.slice(0, -1);
  const name = path.at(-1) ?? "";
  const written = asMapping(valueAt(config, group));
  if (config === undefined || written === undefined || entries(written).has(name)) return false;
  const known = settingNames(group);
  return [...entries(written).keys()].some(
    (key) => !known.includes(key) && meantSetting(config, [...group, key]) === name,
  );
}
