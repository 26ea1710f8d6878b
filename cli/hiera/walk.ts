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
    // One by one: a call takes only so many arguments, and a list may have more items.
    for (const child of childrenOf(walked).toReversed()) stack.push(child);
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
