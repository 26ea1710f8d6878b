import { compareTokens, type Token } from "./murmur3.ts";

/** A node as the ring sees it. */
export interface RingMember<N> {
  readonly node: N;
  readonly dataCentre: string;
  readonly rack: string;
  readonly tokens: readonly Token[];
}

/** How a keyspace is replicated: its class and, per data centre, how many replicas it has. */
export interface Replication {
  /** Without its package, as in `NetworkTopologyStrategy`. */
  readonly strategy: string;
  /** By data centre; under `replication_factor` for strategies that know none. */
  readonly factors: ReadonlyMap<string, number>;
}

/** The replicas of one data centre that hold a part of the ring. */
export interface ReplicaGroup<N> {
  readonly dataCentre: string;
  readonly nodes: readonly N[];
  /** How many of them a LOCAL_QUORUM needs. */
  readonly quorum: number;
}

/** A part of the ring: from the token before (without it) to `end`. */
interface RingPart<N> {
  readonly end: Token;
  readonly groups: readonly ReplicaGroup<N>[];
}

/**
 * The ring of a keyspace: for each part, in order, the replicas by data centre.
 * @see cassandra/src/java/org/apache/cassandra/locator/NetworkTopologyStrategy.java, calculateNaturalReplicas
 * @see cassandra/src/java/org/apache/cassandra/locator/SimpleStrategy.java, calculateNaturalReplicas
 */
export function ringOf<N>(
  members: readonly RingMember<N>[],
  replication: Replication,
): readonly RingPart<N>[] {
  const places = members
    .flatMap((member) => member.tokens.map((token) => ({ token, member })))
    .sort((a, b) => compareTokens(a.token, b.token));
  const isRackAware = replication.strategy === "NetworkTopologyStrategy";
  const choose = (isRackAware ? byRacks : inOrder)(members, replication);
  return places.map(({ token }, start) => ({
    end: token,
    groups: choose(() => clockwise(places, start)),
  }));
}

function* clockwise<N>(
  places: readonly { readonly member: RingMember<N> }[],
  start: number,
): Generator<RingMember<N>> {
  for (let step = 0; step < places.length; step++) {
    const place = places[(start + step) % places.length];
    if (place !== undefined) yield place.member;
  }
}

/** The part that holds a token. */
export function findPart<P extends { readonly end: Token }>(
  parts: readonly P[],
  token: Token,
): P | undefined {
  let first = 0;
  let last = parts.length;
  while (first < last) {
    const middle = (first + last) >>> 1;
    if (compareTokens((parts[middle] as P).end, token) < 0) first = middle + 1;
    else last = middle;
  }
  return parts[first % parts.length];
}

/** Chooses from the members in the order of the ring; a member with several tokens comes several times. */
type Choose<N> = (walk: () => Iterable<RingMember<N>>) => readonly ReplicaGroup<N>[];

function byRacks<N>(members: readonly RingMember<N>[], { factors }: Replication): Choose<N> {
  const wanted = [...factors]
    .filter(([, factor]) => factor > 0)
    .map(([dataCentre, factor]) => {
      const inside = members.filter((member) => member.dataCentre === dataCentre);
      return { dataCentre, factor, racks: new Set(inside.map(({ rack }) => rack)).size };
    });
  return (walk) =>
    wanted.map(({ dataCentre, factor, racks }) => ({
      dataCentre,
      nodes: spread(walk(), { dataCentre, factor, racks }),
      quorum: quorumOf(factor),
    }));
}

/** The first nodes of as many racks as possible; a rack comes again only when there are too few. */
function spread<N>(
  walk: Iterable<RingMember<N>>,
  wanted: { readonly dataCentre: string; readonly factor: number; readonly racks: number },
): readonly N[] {
  const nodes = new Set<N>();
  const racks = new Set<string>();
  let repeatsLeft = Math.max(0, wanted.factor - wanted.racks);
  for (const { node, rack, dataCentre } of walk) {
    if (nodes.size >= wanted.factor) break;
    if (dataCentre !== wanted.dataCentre || nodes.has(node)) continue;
    if (racks.has(rack) && repeatsLeft-- <= 0) continue;
    racks.add(rack);
    nodes.add(node);
  }
  return [...nodes];
}

/** The next nodes wherever they are; a strategy without a factor has every node. */
function inOrder<N>(members: readonly RingMember<N>[], { factors }: Replication): Choose<N> {
  const factor = factors.get("replication_factor") ?? members.length;
  return (walk) => {
    const nodes = new Set<N>();
    for (const { node } of walk()) {
      if (nodes.size >= factor) break;
      nodes.add(node);
    }
    // A quorum is counted over all, since the strategy knows no data centres.
    return [{ dataCentre: "", nodes: [...nodes], quorum: quorumOf(factor) }];
  };
}

function quorumOf(factor: number): number {
  return Math.floor(factor / 2) + 1;
}
