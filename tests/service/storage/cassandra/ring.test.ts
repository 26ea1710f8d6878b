import fc from "fast-check";
import { expect, test } from "vitest";
import { parseToken } from "../../../../service/storage/cassandra/murmur3.ts";
import { findPart, type RingMember, ringOf } from "../../../../service/storage/cassandra/ring.ts";

function member(
  node: string,
  dataCentre: string,
  rack: string,
  ...tokens: readonly number[]
): RingMember<string> {
  return { node, dataCentre, rack, tokens: tokens.map((token) => parseToken(`${token}`)) };
}

/** The replicas of the part that holds a token, by data centre. */
function replicasAt(
  members: readonly RingMember<string>[],
  factors: Readonly<Record<string, number>>,
  token: number,
): object {
  const strategy = "replication_factor" in factors ? "SimpleStrategy" : "NetworkTopologyStrategy";
  const parts = ringOf(members, { strategy, factors: new Map(Object.entries(factors)) });
  const groups = findPart(parts, parseToken(`${token}`))?.groups ?? [];
  return Object.fromEntries(groups.map(({ dataCentre, nodes }) => [dataCentre, nodes]));
}

const twoCentres = [
  member("e1", "eqiad", "a", 0, 300),
  member("c1", "codfw", "a", 50),
  member("e2", "eqiad", "a", 100),
  member("e3", "eqiad", "b", 200),
  member("c2", "codfw", "a", 250),
];

test("a key belongs to the next token at or after its own, and behind the last to the first", () => {
  const one = { eqiad: 1 };
  expect(replicasAt(twoCentres, one, 100)).toEqual({ eqiad: ["e2"] });
  expect(replicasAt(twoCentres, one, 101)).toEqual({ eqiad: ["e3"] });
  expect(replicasAt(twoCentres, one, 301)).toEqual({ eqiad: ["e1"] });
  expect(replicasAt(twoCentres, one, -5)).toEqual({ eqiad: ["e1"] });
});

test("replicas are found for each data centre, and in another rack before the same one", () => {
  expect(replicasAt(twoCentres, { eqiad: 2, codfw: 1 }, 60)).toEqual({
    eqiad: ["e2", "e3"],
    codfw: ["c2"],
  });
  // e2 comes first, but is in e1's rack.
  expect(replicasAt(twoCentres, { eqiad: 2 }, 0)).toEqual({ eqiad: ["e1", "e3"] });
  expect(replicasAt(twoCentres, { eqiad: 3 }, 0)).toEqual({ eqiad: ["e1", "e2", "e3"] });
  expect(replicasAt(twoCentres, { codfw: 3 }, 60)).toEqual({ codfw: ["c2", "c1"] });
});

test("a strategy without data centres takes the next nodes", () => {
  expect(replicasAt(twoCentres, { replication_factor: 3 }, 60)).toEqual({ "": ["e2", "e3", "c2"] });
});

test("a quorum is more than half of the configured replicas, also where there are fewer nodes", () => {
  const quorums = [1, 2, 3, 5].map((factor) => {
    const replication = {
      strategy: "NetworkTopologyStrategy",
      factors: new Map([["codfw", factor]]),
    };
    return ringOf(twoCentres, replication)[0]?.groups[0]?.quorum;
  });
  expect(quorums).toEqual([1, 2, 2, 3]);
});

test("each part has as many different replicas as it can, over as many racks as it can", () => {
  const place = fc.record({ rack: fc.constantFrom("a", "b", "c"), tokens: fc.nat({ max: 4 }) });
  const places = fc.array(place, { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(places, fc.integer({ min: 1, max: 5 }), fc.nat(), (rows, factor, seed) => {
      const members = rows.map(({ rack, tokens }, index) => {
        const own = Array.from({ length: tokens + 1 }, (_, at) => (seed + at * 37 + index) % 1009);
        return member(`${index}`, "eqiad", rack, ...own);
      });
      const factors = new Map([["eqiad", factor]]);
      for (const { groups } of ringOf(members, { strategy: "NetworkTopologyStrategy", factors })) {
        const nodes = groups[0]?.nodes ?? [];
        const racks = new Set(nodes.map((node) => rows[Number(node)]?.rack));
        const everyRack = new Set(rows.map(({ rack }) => rack));
        expect(new Set(nodes).size).toBe(Math.min(factor, rows.length));
        expect(racks.size).toBe(Math.min(factor, everyRack.size));
      }
    }),
  );
});
