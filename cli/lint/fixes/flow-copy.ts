import type { HieraNode, MappingNode, ScalarNode } from "../../hiera/document.ts";
import { resolvePlainAsPyyaml, yamlTag } from "../../hiera/pyyaml-resolve.ts";
import { real } from "../values/entries.ts";
import { quoted } from "./quote.ts";

/** A copy longer than this helps nobody. */
const mostNodes = 500;

interface Budget {
  nodes: number;
}

/**
 * A node written out on one line, `{a: [1, 2]}`, with what its aliases stand for and without anchors:
 * PyYAML loads it as it loads the node. Undefined for more than 500 nodes, and for tags.
 */
export function flowCopy(node: HieraNode): string | undefined {
  return copy(node, { nodes: 0 });
}

function copy(aliasOrNode: HieraNode, budget: Budget): string | undefined {
  const node = real(aliasOrNode);
  budget.nodes += 1;
  if (node === undefined || node.tag !== undefined || budget.nodes > mostNodes) return undefined;
  if (node.kind === "scalar") return scalarCopy(node);
  if (node.kind === "mapping") return mappingCopy(node, budget);
  const items = node.items.map((item) => copy(item, budget));
  return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
}

function mappingCopy({ pairs }: MappingNode, budget: Budget): string | undefined {
  const copies: string[] = [];
  for (const { key, value } of pairs) {
    const [left, right] = [copy(key, budget), copy(value, budget)];
    if (left === undefined || right === undefined) return undefined;
    copies.push(`${left}: ${right}`);
  }
  return `{${copies.join(", ")}}`;
}

/** What may stand plain between brackets, numbers and dates included. */
const plainInFlow = /^[-+.~]?[\w./][\w./+:-]*(?: [\w./+][\w./+:-]*)*$/u;

function scalarCopy({ text, style }: ScalarNode): string | undefined {
  if (style !== "plain") return quoted(text);
  if (text === "" || text === "~") return "null";
  if (text === "<<" || (plainInFlow.test(text) && !/:(?: |$)/u.test(text))) return text;
  return resolvePlainAsPyyaml(text) === `${yamlTag}str` ? quoted(text) : undefined;
}
