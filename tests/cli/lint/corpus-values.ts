import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { hieraKeys } from "../../../cli/lint/lookups/hiera-keys.ts";
import { parametersOfKey } from "../../../cli/lint/types/parameters-of-key.ts";
import { puppetValueOf } from "../../../cli/lint/types/puppet-value-of.ts";
import { openString, openValue, type PuppetValue } from "../../../cli/signatures/puppet-value.ts";
import type { Signatures } from "../../../cli/signatures/signatures.ts";

/** A value of a tree, and the type of a parameter that gets it. */
export interface TreeValue {
  readonly file: string;
  readonly key: string;
  readonly type: string;
  readonly value: PuppetValue;
}

/** Every value of a tree that has a type, once for each parameter that gets it. */
export function treeValues(folder: string, signatures: Signatures): readonly TreeValue[] {
  return globSync("hieradata/**/*.yaml", { cwd: folder }).flatMap((file) => {
    const root = parseHiera(readFileSync(join(folder, file), "utf8")).roots[0];
    return hieraKeys({ root, target: "tree", file }).flatMap(({ name, pair }) => {
      const types = parametersOfKey(name, signatures).flatMap(
        ({ parameter }) => parameter.type ?? [],
      );
      const value: PuppetValue = types.length === 0 ? null : puppetValueOf(pair.value, "tree");
      return [...new Set(types)].map((type) => ({ file, key: name, type, value }));
    });
  });
}

/** Whether Puppet fills in a part of a value later. */
export function hasOpenPart(value: PuppetValue): boolean {
  if (value === openString || value === openValue) return true;
  if (Array.isArray(value)) return value.some(hasOpenPart);
  return value instanceof Map && [...value].flat().some(hasOpenPart);
}
