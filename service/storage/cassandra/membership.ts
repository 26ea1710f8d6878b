import type { ServiceCassandraConfig } from "../../contract/service-config.ts";
import type { Endpoint } from "./endpoint.ts";
import { KeyspaceRing } from "./keyspace-ring.ts";
import { Node, type NodeOptions } from "./node.ts";
import type { RingMember } from "./ring.ts";
import type { NodeRow, Topology } from "./topology.ts";

type Placed = NodeRow & { readonly endpoint: Endpoint };

/** The nodes that may be asked, and which of them hold what. */
export class Membership {
  readonly #config: ServiceCassandraConfig;
  readonly #options: NodeOptions;
  #nodes: ReadonlyMap<string, Node> = new Map();
  #list: readonly Node[] = [];
  #members: readonly RingMember<Node>[] = [];
  #keyspaces: Topology["keyspaces"] | undefined;
  #rings = new Map<string, KeyspaceRing>();
  #signature = "";

  constructor(config: ServiceCassandraConfig, options: NodeOptions) {
    this.#config = config;
    this.#options = options;
  }

  /** In no order; another array only when they change, since every request asks. */
  get nodes(): readonly Node[] {
    return this.#list;
  }

  /** Undefined while nothing is known. */
  hasKeyspace(keyspace: string): boolean | undefined {
    return this.#keyspaces?.has(keyspace);
  }

  /** Undefined while nothing is known, and without such a keyspace. */
  ring(keyspace: string): KeyspaceRing | undefined {
    const known = this.#rings.get(keyspace);
    if (known !== undefined) return known;
    const replication = this.#keyspaces?.get(keyspace);
    if (replication === undefined || this.#members.length === 0) return undefined;
    const ring = new KeyspaceRing(this.#members, replication, this.#config.local_dc);
    this.#rings.set(keyspace, ring);
    return ring;
  }

  /**
   * Takes what a node told: new nodes are connected to, those that left are closed.
   * @param asked where that node is, which does not know its own address as we see it
   * @param names what the certificate of an address must name, where that is not the address
   * @throws {Error} when no node is in the local data centre
   */
  adopt(topology: Topology, asked: Endpoint, names: ReadonlyMap<string, string>): void {
    const { local_dc: localDc } = this.#config;
    const placed = topology.nodes.map((row) => this.#place(row, asked, names));
    const signature = JSON.stringify([
      placed.toSorted((a, b) => (a.hostId < b.hostId ? -1 : 1)),
      [...topology.keyspaces].map(([name, { strategy, factors }]) => [name, strategy, ...factors]),
    ]);
    if (signature !== this.#signature) {
      this.#signature = signature;
      this.#keyspaces = topology.keyspaces;
      this.#rings = new Map();
      this.#replace(placed.filter(({ dataCentre }) => localDc === "" || dataCentre === localDc));
    }
    if (this.#members.length > 0) return;
    const there = [...new Set(placed.map(({ dataCentre }) => dataCentre))].join(", ");
    throw new Error(
      `no node is in the data centre ${localDc}, but in ${there}; check cassandra.local_dc`,
    );
  }

  close(): void {
    for (const node of this.#nodes.values()) node.close();
  }

  #place(row: NodeRow, asked: Endpoint, names: ReadonlyMap<string, string>): Placed {
    const known = this.#nodes.get(row.hostId);
    // One that is reached goes on being reached there, whichever address others know it by.
    if (known !== undefined && known.openConnections > 0) {
      return { ...row, endpoint: known.endpoint };
    }
    const { address } = row;
    if (address === undefined) return { ...row, endpoint: asked };
    const name = names.get(address) ?? address;
    return { ...row, endpoint: { address, port: this.#config.port, name } };
  }

  #replace(placed: readonly Placed[]): void {
    const nodes = new Map(placed.map((row) => [row.hostId, this.#nodeOf(row)]));
    for (const [hostId, node] of this.#nodes) if (nodes.get(hostId) !== node) node.close();
    this.#nodes = nodes;
    this.#list = [...nodes.values()];
    this.#members = placed.map(({ hostId, dataCentre, rack, tokens }) => ({
      node: nodes.get(hostId) as Node,
      dataCentre,
      rack,
      tokens,
    }));
  }

  #nodeOf({ hostId, endpoint, dataCentre }: Placed): Node {
    const known = this.#nodes.get(hostId);
    const { address, port } = endpoint;
    if (known?.endpoint.address === address && known.endpoint.port === port) return known;
    return new Node(endpoint, dataCentre, this.#options);
  }
}
