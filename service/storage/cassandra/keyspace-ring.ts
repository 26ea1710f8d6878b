import { murmur3Token, type Token } from "./murmur3.ts";
import type { Node } from "./node.ts";
import { ReplicaSet } from "./replica-set.ts";
import { findPart, type Replication, type RingMember, ringOf } from "./ring.ts";

/** Which replicas hold a key, for one keyspace; parts with the same replicas share a set. */
export class KeyspaceRing {
  readonly sets: readonly ReplicaSet[];
  readonly #parts: readonly { readonly end: Token; readonly set: ReplicaSet }[];
  #scratch: Buffer = Buffer.alloc(1024);

  /**
   * @param members the nodes that may be asked
   * @param localDc the data centre whose replicas count; empty: every one
   */
  constructor(members: readonly RingMember<Node>[], replication: Replication, localDc: string) {
    const sets = new Map<string, ReplicaSet>();
    const names = new Map(members.map(({ node }, index) => [node, index]));
    this.#parts = ringOf(members, replication).map(({ end, groups }) => {
      const local = groups.filter(({ dataCentre }) => isLocal(dataCentre, localDc));
      const name = local.map(({ nodes }) => nodes.map((node) => names.get(node)).sort()).join("/");
      const set = sets.get(name) ?? new ReplicaSet(local);
      sets.set(name, set);
      return { end, set };
    });
    this.sets = [...sets.values()];
  }

  /** Undefined where the keyspace has no replicas at all. */
  find(key: string): ReplicaSet | undefined {
    // With as many replicas as nodes there is nothing to hash.
    if (this.sets.length < 2) return this.sets[0];
    if (key.length * 3 > this.#scratch.length) this.#scratch = Buffer.alloc(key.length * 3);
    const length = this.#scratch.write(key);
    return findPart(this.#parts, murmur3Token(this.#scratch, 0, length))?.set;
  }
}

function isLocal(dataCentre: string, localDc: string): boolean {
  return localDc === "" || dataCentre === "" || dataCentre === localDc;
}
