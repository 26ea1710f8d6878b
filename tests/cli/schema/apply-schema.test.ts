import { expect, test } from "vitest";
import { readSchemaPlan } from "../../../cli/schema/apply-schema.ts";
import type { CqlConnection } from "../../../cli/schema/cql-connection.ts";
import { testWorld } from "../../support/test-world.ts";

const wish = { keyspace: "kask", table: "values", replicas: undefined, nodes: 2 };

/** Two nodes, of which the second joins at `joinsAtMs`; the time when the plan was read, and what was read. */
async function readWhile(joinsAtMs: number, waitMs: number) {
  let nowMs = 0;
  const row = { data_center: "eqiad", tokens: ["1"] };
  const cql: CqlConnection = {
    async query(statement) {
      if (statement.includes("system.local")) return [row];
      if (!statement.includes("system.peers")) return [];
      // What is still joining has no tokens.
      return [nowMs < joinsAtMs ? { ...row, tokens: null } : row];
    },
    close: () => {},
  };
  const clock = {
    now: () => nowMs,
    sleep: async (durationMs: number) => {
      nowMs += durationMs;
    },
  };
  const { dataCentres, objections } = await readSchemaPlan(cql, wish, testWorld({ clock }), waitMs);
  return { nowMs, dataCentres, objections: objections.map(({ kind }) => kind) };
}

test("a plan waits for the nodes that the Hiera text names", async () => {
  expect(await readWhile(7000, 60_000)).toEqual({
    nowMs: 7000,
    dataCentres: { eqiad: 2 },
    objections: [],
  });
});

test("a plan that waited long enough says that nodes are missing", async () => {
  expect(await readWhile(Number.POSITIVE_INFINITY, 60_000)).toEqual({
    nowMs: 60_000,
    dataCentres: { eqiad: 1 },
    objections: ["incomplete"],
  });
});
