import type { AliasNode, HieraNode, MappingNode, MappingPair } from "../../hiera/document.ts";

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

/** Pairs by the text of their key. */
type Entries = ReadonlyMap<string, MappingPair>;

/** Rules ask for the same mappings again and again, and nodes never change. */
const known = new WeakMap<MappingNode, Entries>();

/**
 * The pairs of a mapping by the text of their key. The last of several equal keys wins. Merged pairs
 * count as PyYAML has it, where the mapping has none of its own, or as Psych ({@link mergeAsPsych}).
 * Keys that are not scalars are left out.
 */
export function entries(mapping: MappingNode): Entries {
  const ready = known.get(mapping);
  if (ready !== undefined) return ready;
  if (mapping.pairs.some(isMerge)) return mergedEntries(mapping);
  const own = collect(mapping);
  known.set(mapping, own);
  return own;
}

function mergedEntries(mapping: MappingNode): Entries {
  // A stack of our own, since merges of merges may go deeper than calls can.
  const underway = [begin(mapping)];
  for (let visit = underway.at(-1); visit !== undefined; visit = underway.at(-1)) {
    const source = visit.sources.next();
    if (source.done === true) {
      known.set(visit.mapping, collect(visit.mapping));
      underway.pop();
    } else if (!known.has(source.value.mapping)) {
      underway.push(begin(source.value.mapping));
    }
  }
  return known.get(mapping) ?? new Map();
}

/** A mapping that merges itself brings nothing of its own. */
function begin(mapping: MappingNode) {
  known.set(mapping, new Map());
  const sources = mapping.pairs.filter(isMerge).flatMap(({ value }) => mergeSources(value));
  return { mapping, sources: sources.values() };
}

/** Mappings of a tree's file, whose merges are Psych's. */
const mergedByPsych = new WeakSet<MappingNode>();

/**
 * Lets {@link entries} merge as Psych does: in the order of the text, so that a `<<` overrides what
 * the mapping holds above it.
 * @see psych, lib/psych/visitors/to_ruby.rb, revive_hash
 */
export function mergeAsPsych(mappings: Iterable<MappingNode>): void {
  for (const mapping of mappings) mergedByPsych.add(mapping);
}

/** What a mapping holds, once that is known of everything that it merges. */
function collect(mapping: MappingNode): Entries {
  const found = new Map<string, MappingPair>();
  const inOrder = mergedByPsych.has(mapping);
  const merges = mapping.pairs.filter(isMerge);
  for (const pair of inOrder ? [] : merges) merge(pair, found);
  for (const pair of mapping.pairs) {
    const key = real(pair.key);
    if (isMerge(pair)) {
      if (inOrder) merge(pair, found);
    } else if (key?.kind === "scalar") found.set(key.text, pair);
  }
  return found;
}

/** In a list of mappings the first wins, of several merge keys the last. */
function merge({ value }: MappingPair, found: Map<string, MappingPair>): void {
  for (const source of mergeSources(value).toReversed()) {
    for (const [key, pair] of known.get(source.mapping) ?? []) found.set(key, pair);
  }
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
