import { readFile } from "node:fs/promises";
import { load } from "js-yaml";
import { type Interpolated, interpolate } from "../../hiera/interpolate.ts";
import { fromPlain } from "../../hiera/plain.ts";
import type { HieraMap, HieraValue } from "../../hiera/value.ts";
import type { Instance } from "../instance.ts";
import { factsOf } from "./facts.ts";

/**
 * Gives what resolves each `%{…}` of a value on an instance: lookups from the ENC's data, then from
 * the private values, as in the hierarchy of Cloud VPS; variables from the facts.
 */
export async function interpolator(
  data: HieraMap,
  instance: Instance,
): Promise<(value: HieraValue) => Interpolated> {
  const secrets = asMap(load(await readFile(instance.privateHiera, "utf8")));
  const variables = asMap(factsOf(instance));
  const resolver = {
    lookup: (key: string) => data.get(key) ?? secrets.get(key),
    variable: (name: string) => variables.get(name),
  };
  return (value) => interpolate(value, resolver);
}

function asMap(plain: unknown): HieraMap {
  const value = fromPlain(plain);
  return value instanceof Map ? value : new Map();
}
