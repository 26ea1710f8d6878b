import { MapBuilder, pythonKey } from "./map-builder.ts";
import type { HieraMap } from "./value.ts";

/** What one prefix sets. */
export interface PrefixValue {
  readonly prefix: string;
  readonly value: HieraMap;
}

/**
 * What the ENC makes of all prefixes of a node, given shortest first: the longer prefix replaces a
 * whole top-level key, nothing is merged below it.
 *
 * @see operations-puppet puppet-enc.py, get_node_config (Python's dict.update)
 */
export function mergePrefixes(shortestFirst: readonly PrefixValue[]): HieraMap {
  const builder = new MapBuilder(pythonKey);
  for (const { value } of shortestFirst) {
    for (const [key, item] of value) builder.set(key, item);
  }
  return builder.map;
}
