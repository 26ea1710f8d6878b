import type {
  AliasNode,
  HieraNode,
  MappingNode,
  ScalarNode,
  SequenceNode,
} from "../../hiera/document.ts";
import { keyText } from "../../hiera/walk.ts";
import type { Path, RealNode } from "../values/entries.ts";
import { evidentValue, mayBeMoreThanText } from "../values/scalar-value.ts";

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
  /**
   * The scalars that a loader may read as something that the writer did not mean: no mere texts, and no
   * values that are evident. These few are all that most rules need.
   */
  readonly ambiguous: readonly Visit<ScalarNode>[];
  /** Whatever has a tag or an anchor. */
  readonly tagged: readonly Visit<RealNode>[];
  readonly anchored: readonly Visit<RealNode>[];
}

type Lists = { readonly [List in keyof Survey]: Survey[List][number][] };

/** Walks a text once, so that forty rules need not. */
export function surveyOf(root: HieraNode | undefined): Survey {
  const lists: Lists = {
    scalars: [],
    mappings: [],
    sequences: [],
    aliases: [],
    ambiguous: [],
    tagged: [],
    anchored: [],
  };
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
  if (node.kind === "alias") {
    lists.aliases.push(visited as Visit<AliasNode>);
    return;
  }
  if (node.tag !== undefined) lists.tagged.push(visited as Visit<RealNode>);
  if (node.anchor !== undefined) lists.anchored.push(visited as Visit<RealNode>);
  if (node.kind === "scalar") {
    lists.scalars.push(visited as Visit<ScalarNode>);
    if (isAmbiguous(node, isKey)) lists.ambiguous.push(visited as Visit<ScalarNode>);
  } else if (node.kind === "sequence") {
    lists.sequences.push(visited as Visit<SequenceNode>);
    let step = 0;
    for (const item of node.items) {
      visit({ node: item, parent: visited, step, key: undefined, isKey }, lists);
      step += 1;
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

function isAmbiguous(node: ScalarNode, isKey: boolean): boolean {
  return mayBeMoreThanText(node.text) && (isKey || evidentValue(node) === undefined);
}
