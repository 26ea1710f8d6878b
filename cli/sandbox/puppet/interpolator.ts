import { readFile } from "node:fs/promises";
import { load } from "js-yaml";
import type { HieraMap, HieraValue } from "../../hiera/value.ts";
import type { Instance } from "../instance.ts";

/** TEMPORARY until cli/hiera/interpolation.ts. */
export async function interpolator(
  _data: HieraMap,
  { privateHiera }: Instance,
): Promise<(value: HieraValue) => HieraValue> {
  const secrets = load(await readFile(privateHiera, "utf8")) as Record<string, string>;
  const resolve = (value: HieraValue): HieraValue => {
    if (typeof value === "string")
      return value.replace(/%\{lookup\(['"](.*?)['"]\)\}/g, (_, key: string) => secrets[key] ?? "");
    if (Array.isArray(value)) return value.map(resolve);
    if (value instanceof Map) return new Map([...value].map(([k, v]) => [k, resolve(v)]));
    return value;
  };
  return resolve;
}
