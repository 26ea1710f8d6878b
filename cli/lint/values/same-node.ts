import type { HieraNode } from "../../hiera/document.ts";
import { sameValue } from "../../hiera/plain.ts";
import type { Target } from "../rule.ts";
import { loadScalar } from "./scalar-value.ts";

/**
 * Whether Puppet gets the same of two nodes, however each is written. Two mappings with their keys in
 * another order count as different; an alias is the same only as an alias of the same node.
 */
export function sameNode(one: HieraNode, other: HieraNode, target: Target): boolean {
  if (one.kind === "alias" || other.kind === "alias") {
    return one.kind === "alias" && other.kind === "alias" && one.target === other.target;
  }
  if (one.kind === "scalar" && other.kind === "scalar") {
    const [left, right] = [loadScalar(one, target), loadScalar(other, target)];
    return left.ok && right.ok && sameValue(left.value, right.value);
  }
  if (one.tag !== other.tag) return false;
  const [these, those] = [childrenOf(one), childrenOf(other)];
  return (
    one.kind === other.kind &&
    these.length === those.length &&
    these.every((child, index) => sameNode(child, those[index] as HieraNode, target))
  );
}

function childrenOf(node: HieraNode): readonly HieraNode[] {
  if (node.kind === "sequence") return node.items;
  return node.kind === "mapping" ? node.pairs.flatMap(({ key, value }) => [key, value]) : [];
}
