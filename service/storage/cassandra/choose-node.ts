import type { Node } from "./node.ts";
import type { Request } from "./request.ts";

let turn = 0;

/**
 * The next node for a request: a replica before others, one that answers before one that does not,
 * none twice. Undefined where every node that is connected was tried.
 */
export function chooseNode(
  { replicas, triedNodes }: Pick<Request, "replicas" | "triedNodes">,
  others: readonly Node[],
): Node | undefined {
  turn = (turn + 1) & 0xffff;
  return (
    pick(replicas.nodes, triedNodes, isWell) ??
    pick(others, triedNodes, isWell) ??
    pick(replicas.nodes, triedNodes, isOpen) ??
    pick(others, triedNodes, isOpen)
  );
}

/** Of two neighbours the one that has less to do: it is not the slow one. */
function pick(
  nodes: readonly Node[],
  tried: readonly Node[],
  is: (node: Node) => boolean,
): Node | undefined {
  let chosen: Node | undefined;
  for (let step = 0; step < nodes.length; step++) {
    const node = nodes[(turn + step) % nodes.length] as Node;
    if (!is(node) || tried.includes(node)) continue;
    if (chosen !== undefined) return node.inFlight < chosen.inFlight ? node : chosen;
    chosen = node;
  }
  return chosen;
}

function isOpen(node: Node): boolean {
  return node.openConnections > 0;
}

function isWell(node: Node): boolean {
  return node.isAnswering && !node.isSuspect;
}
