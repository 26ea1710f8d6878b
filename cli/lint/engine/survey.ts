import type {
  AliasNode,
  HieraNode,
  MappingNode,
  ScalarNode,
  SequenceNode,
} from "../../hiera/document.ts";
import { keyText } from "../../hiera/walk.ts";
import type { Path } from "../values/entries.ts";

/** A node and the way to it. `Kind` narrows the node in the lists of a survey. */
export interface Visit<Kind extends HieraNode = HieraNode> {
  readonly node: Kind;
  /** The collection that holds it; undefined for the root. */
  readonly parent: Visit | undefined;
  /** Its key's text or its position in `parent`; for a key, the key's own text. */
  readonly step: string | number | undefined;
  /** The node of the key it is the value of. */
  readonly key: HieraNode | undefined;
  /** Whether it is a key, or inside one. */
  readonly isKey: boolean;
}

/** Every node of a text once, by kind, in the order of the text; aliases are not followed. */
export interface Survey {
  readonly scalars: readonly Visit<ScalarNode>[];
  readonly mappings: readonly Visit<MappingNode>[];
  readonly sequences: readonly Visit<SequenceNode>[];
  readonly aliases: readonly Visit<AliasNode>[];
}

interface Lists {
  readonly scalars: Visit<ScalarNode>[];
  readonly mappings: Visit<MappingNode>[];
  readonly sequences: Visit<SequenceNode>[];
  readonly aliases: Visit<AliasNode>[];
}

/** Walks a text once, so that forty rules need not. */
export function surveyOf(root: HieraNode | undefined): Survey {
  const lists: Lists = { scalars: [], mappings: [], sequences: [], aliases: [] };
  if (root !== undefined) {
    visit({ node: root, parent: undefined, step: undefined, key: undefined, isKey: false }, lists);
  }
  return lists;
}

/** The keys from the top down to a node. */
export function pathOf(visited: Visit): Path {
  const path: (string | number)[] = [];
  for (let at: Visit | undefined = visited; at?.step !== undefined; at = at.parent)
    path.push(at.step);
  return path.reverse();
}

/** Recursion is safe: the composer stops at a few hundred levels. */
function visit(visited: Visit, lists: Lists): void {
  const { node, isKey } = visited;
  if (node.kind === "scalar") lists.scalars.push(visited as Visit<ScalarNode>);
  else if (node.kind === "alias") lists.aliases.push(visited as Visit<AliasNode>);
  else if (node.kind === "sequence") {
    lists.sequences.push(visited as Visit<SequenceNode>);
    for (const [step, item] of node.items.entries()) {
      visit({ node: item, parent: visited, step, key: undefined, isKey }, lists);
    }
  } else {
    lists.mappings.push(visited as Visit<MappingNode>);
    for (const { key, value } of node.pairs) {
      const step = keyText(key);
      visit({ node: key, parent: visited, step, key: undefined, isKey: true }, lists);
      visit({ node: value, parent: visited, step, key, isKey }, lists);
    }
  }
}
