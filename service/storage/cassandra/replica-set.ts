import type { Node } from "./node.ts";
import type { ReplicaGroup } from "./ring.ts";

/** For so long after the last good answer, or the loss, requests are sent although a quorum seems lost. */
export const doubtMs = 300;

/** While requests are refused, one in so many milliseconds is sent to see. */
const probeEveryMs = 100;

/** An answer of a quorum proves for so long that there is one, whatever single nodes leave unanswered. */
const proofMs = 1000;

/** Whether a request may be sent. */
export type Admission = "yes" | "probe" | "no";

/**
 * The nodes that hold a part of the ring, and whether it is worth asking them. What this process
 * sees is not the truth: a node that only it cannot reach may be fine, and then the nodes that it
 * does reach answer. So when too few seem to be there, answers decide.
 */
export class ReplicaSet {
  /** The replicas that may be asked first. */
  readonly nodes: readonly Node[];
  readonly #groups: readonly ReplicaGroup<Node>[];
  #lostAtMs = 0;
  #goodAtMs = Number.NEGATIVE_INFINITY;
  #probedAtMs = 0;

  constructor(groups: readonly ReplicaGroup<Node>[]) {
    this.#groups = groups;
    this.nodes = groups.flatMap(({ nodes }) => nodes);
  }

  admit(nowMs: number): Admission {
    if (!this.isRefusing(nowMs)) return "yes";
    if (nowMs - this.#probedAtMs < probeEveryMs) return "no";
    this.#probedAtMs = nowMs;
    return "probe";
  }

  /** Whether requests of this part are refused: too few replicas are there, and no answer says otherwise. */
  isRefusing(nowMs: number): boolean {
    if (this.#groups.some(({ nodes, quorum }) => count(nodes, isThere) >= quorum)) {
      this.#lostAtMs = 0;
      return false;
    }
    if (this.#lostAtMs === 0) this.#lostAtMs = nowMs;
    return nowMs - Math.max(this.#lostAtMs, this.#goodAtMs) >= doubtMs;
  }

  /** A quorum answered, at a time of `performance.now`. */
  succeeded(atMs: number): void {
    this.#goodAtMs = atMs;
  }

  /** Whether a quorum answered a moment ago. */
  isProven(nowMs: number): boolean {
    return nowMs - this.#goodAtMs < proofMs;
  }

  /** Why a quorum does not answer; undefined when one does. */
  lack(): string | undefined {
    if (this.#groups.length === 0) return "the local data centre has no replicas of the keyspace";
    const lacks = this.#groups.map(({ nodes, quorum, dataCentre }) => {
      const answering = count(nodes, isAnswering);
      if (answering >= quorum) return undefined;
      const place = dataCentre === "" ? "" : ` in ${dataCentre}`;
      return `${answering} of ${nodes.length} replicas${place} answer, and ${quorum} must`;
    });
    return lacks.includes(undefined) ? undefined : lacks.join("; ");
  }
}

function count(nodes: readonly Node[], is: (node: Node) => boolean): number {
  let found = 0;
  for (const node of nodes) if (is(node)) found++;
  return found;
}

const isThere = (node: Node): boolean => node.isThere;
const isAnswering = (node: Node): boolean => node.isAnswering;
