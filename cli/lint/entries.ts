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
  return collect(mapping, new Set());
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

function collect(mapping: MappingNode, seen: Set<MappingNode>): Map<string, MappingPair> {
  if (seen.has(mapping)) return new Map();
  seen.add(mapping);
  const found = mergedEntries(mapping, seen);
  for (const pair of mapping.pairs) {
    const key = real(pair.key);
    if (key?.kind === "scalar" && !isMerge(pair)) found.set(key.text, pair);
  }
  return found;
}

function mergedEntries(mapping: MappingNode, seen: Set<MappingNode>): Map<string, MappingPair> {
  const sources = mapping.pairs.filter(isMerge).flatMap(({ value }) => mergeSources(value));
  // Later entries of a Map win, and the first source of a merge must: hence backwards.
  return new Map(
    sources
      .map((source) => [...collect(source.mapping, seen)])
      .reverse()
      .flat(),
  );
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
