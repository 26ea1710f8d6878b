import type { AliasNode, HieraNode, MappingNode, MappingPair } from "../hiera/document.ts";

/** A node that is not an alias. */
export type RealNode = Exclude<HieraNode, AliasNode>;

/** The keys from the top down to a value; list positions as numbers. */
export type Path = readonly (string | number)[];

/** The node that a loader uses for `node`: itself, or what its alias stands for. */
export function real(node: HieraNode | undefined): RealNode | undefined {
  return node?.kind === "alias" ? real(node.target) : node;
}

/** `node` where it is a mapping (or an alias of one). */
export function asMapping(node: HieraNode | undefined): MappingNode | undefined {
  const found = real(node);
  return found?.kind === "mapping" ? found : undefined;
}

/** Whether a pair is YAML's merge: a plain `<<` as key. */
export function isMerge({ key }: MappingPair): boolean {
  return key.kind === "scalar" && key.style === "plain" && key.text === "<<";
}

/**
 * The pairs of a mapping by the text of their key, as both loaders see them: the last of several
 * equal keys wins, and merged pairs count where the mapping has none of its own. Keys that are not
 * scalars are left out.
 */
export function entries(mapping: MappingNode): ReadonlyMap<string, MappingPair> {
  return collect(mapping, 0);
}

/** The value at a path of keys below `node`, through aliases and merges. */
export function valueAt(
  node: HieraNode | undefined,
  keys: readonly string[],
): HieraNode | undefined {
  let current = node;
  for (const key of keys) {
    const mapping = asMapping(current);
    if (mapping === undefined) return undefined;
    current = entries(mapping).get(key)?.value;
  }
  return current;
}

type Entries = ReadonlyMap<string, MappingPair>;

/** Rules ask for the same mappings again and again, and nodes never change. */
const known = new WeakMap<MappingNode, Entries>();

/** Merges of merges beyond this depth are left out. */
const deepestMerge = 50;

function collect(mapping: MappingNode, depth: number): Entries {
  const before = known.get(mapping);
  if (before !== undefined) return before;
  if (depth > deepestMerge) return new Map();
  // A mapping that merges itself brings nothing of its own.
  known.set(mapping, new Map());
  const found = mergedEntries(mapping, depth);
  for (const pair of mapping.pairs) {
    const key = real(pair.key);
    if (key?.kind === "scalar" && !isMerge(pair)) found.set(key.text, pair);
  }
  known.set(mapping, found);
  return found;
}

function mergedEntries(mapping: MappingNode, depth: number): Map<string, MappingPair> {
  const found = new Map<string, MappingPair>();
  for (const { value } of mapping.pairs.filter(isMerge)) {
    for (const source of mergeSources(value)) {
      for (const [key, pair] of collect(source.mapping, depth + 1)) {
        if (!found.has(key)) found.set(key, pair);
      }
    }
  }
  return found;
}

/** The mappings that a merge takes from, first one first, each with the node that names it. */
export function mergeSources(
  value: HieraNode,
): readonly { readonly node: HieraNode; readonly mapping: MappingNode }[] {
  const source = real(value);
  const nodes = source?.kind === "sequence" ? source.items : [value];
  return nodes.flatMap((node) => {
    const mapping = asMapping(node);
    return mapping === undefined ? [] : [{ node, mapping }];
  });
}
