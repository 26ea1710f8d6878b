import type { HieraNode } from "./document.ts";

/** The way from the root to a node: key texts and list indexes. */
export type NodePath = readonly (string | number)[];

/** A node met on a walk. `key` is the node of the key it is the value of. */
export interface WalkedNode {
  readonly node: HieraNode;
  readonly path: NodePath;
  readonly key?: HieraNode;
  /** True for a node that is itself a key; its path is that of its value. */
  readonly isKey: boolean;
}

/** Every node below and with `root`, keys before their values, in the order of the text; aliases are not followed. */
export function* walk(root: HieraNode): Generator<WalkedNode> {
  const stack: WalkedNode[] = [{ node: root, path: [], isKey: false }];
  for (let walked = stack.pop(); walked !== undefined; walked = stack.pop()) {
    yield walked;
    stack.push(...childrenOf(walked).toReversed());
  }
}

function childrenOf({ node, path, isKey }: WalkedNode): WalkedNode[] {
  if (node.kind === "sequence") {
    return node.items.map((item, index) => ({ node: item, path: [...path, index], isKey }));
  }
  if (node.kind !== "mapping") return [];
  return node.pairs.flatMap(({ key, value }) => {
    const valuePath = [...path, keyText(key)];
    return [
      { node: key, path: valuePath, isKey: true },
      { node: value, path: valuePath, key, isKey },
    ];
  });
}

/** A key as paths write it; a key that is a collection is "". */
export function keyText(key: HieraNode): string {
  const node = key.kind === "alias" ? key.target : key;
  return node?.kind === "scalar" ? node.text : "";
}

/** A node and the node of its key, found by path. */
export interface LocatedNode {
  readonly node: HieraNode;
  readonly key: HieraNode | undefined;
}

/**
 * Finds a node by its path: of equal keys the last one, as the loaders do; through aliases and,
 * where a mapping has no such key, through its merge keys.
 */
export function locate(root: HieraNode | undefined, path: NodePath): LocatedNode | undefined {
  let found: LocatedNode | undefined = root && { node: root, key: undefined };
  for (const step of path) {
    found = found && stepInto(found.node, step, new Set());
  }
  return found;
}

function stepInto(
  from: HieraNode,
  step: string | number,
  seen: Set<HieraNode>,
): LocatedNode | undefined {
  const node = from.kind === "alias" ? from.target : from;
  if (node === undefined || seen.has(node)) return undefined;
  seen.add(node);
  if (node.kind === "sequence") {
    const item = typeof step === "number" ? node.items[step] : undefined;
    return item && { node: item, key: undefined };
  }
  if (node.kind !== "mapping") return undefined;
  const pair = node.pairs.findLast(({ key }) => keyText(key) === String(step));
  if (pair !== undefined) return { node: pair.value, key: pair.key };
  return stepIntoMerged(node, step, seen);
}

function stepIntoMerged(
  node: Extract<HieraNode, { kind: "mapping" }>,
  step: string | number,
  seen: Set<HieraNode>,
): LocatedNode | undefined {
  const merges = node.pairs.filter(
    ({ key }) => key.kind === "scalar" && key.style === "plain" && key.text === "<<",
  );
  for (const { value } of merges.toReversed()) {
    const merged = value.kind === "alias" ? value.target : value;
    const mappings = merged?.kind === "sequence" ? merged.items : [merged];
    for (const mapping of mappings) {
      const found = mapping && stepInto(mapping, step, seen);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
