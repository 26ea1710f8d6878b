import { expect, test } from "vitest";
import { applySchema, readSchemaPlan } from "../../../cli/schema/apply-schema.ts";
import type { CqlConnection } from "../../../cli/schema/cql-connection.ts";
import { CqlError } from "../../../cli/schema/cql-error.ts";
import { testWorld } from "../../support/test-world.ts";

const wish = { keyspace: "kask", table: "values", replicas: undefined, nodes: 2 };

function clockFromZero() {
  let nowMs = 0;
  const sleep = async (durationMs: number) => {
    nowMs += durationMs;
  };
  return { now: () => nowMs, sleep };
}

/** Two nodes, of which the second joins at `joinsAtMs`; the time when the plan was read, and what was read. */
async function readWhile(joinsAtMs: number, waitMs: number) {
  const clock = clockFromZero();
  const told: string[] = [];
  const row = { data_center: "eqiad", tokens: ["1"] };
  const cql: CqlConnection = {
    async query(statement) {
      if (statement.includes("system.local")) return [row];
      if (!statement.includes("system.peers")) return [];
      // What is still joining has no tokens.
      return [clock.now() < joinsAtMs ? { ...row, tokens: null } : row];
    },
    close: () => {},
  };
  const world = testWorld({ clock, progress: (line) => told.push(line) });
  const { dataCentres, objections } = await readSchemaPlan(cql, wish, world, waitMs);
  const kinds = objections.map(({ kind }) => kind);
  return { nowMs: clock.now(), told, dataCentres, objections: kinds };
}

const missing =
  "… waiting for the others: The Hiera text names 2 nodes of Cassandra, and only 1 is there.";

test("a plan waits for the nodes that the Hiera text names, and says at once how many are missing", async () => {
  expect(await readWhile(7000, 60_000)).toEqual({
    nowMs: 7000,
    told: [missing],
    dataCentres: { eqiad: 2 },
    objections: [],
  });
});

test("a plan that waited long enough says that nodes are missing", async () => {
  expect(await readWhile(Number.POSITIVE_INFINITY, 60_000)).toEqual({
    nowMs: 60_000,
    told: [missing],
    dataCentres: { eqiad: 1 },
    objections: ["incomplete"],
  });
});

/** Applies a statement that a node carries out from `metAtMs` on, and all know of from `agreedAtMs` on; how often it was asked, and until when. */
async function applyWhile(metAtMs: number, agreedAtMs = 0) {
  const clock = clockFromZero();
  let asked = 0;
  const cql: CqlConnection = {
    async query(statement) {
      const version = statement.includes("peers") && clock.now() < agreedAtMs ? "0" : "1";
      if (statement.startsWith("SELECT")) return [{ schema_version: version }];
      asked += 1;
      if (clock.now() < metAtMs) throw new CqlError("alone", "Cannot achieve LOCAL_ONE");
      return [];
    },
    close: () => {},
  };
  const steps = [{ told: "It is missing.", cql: "CREATE KEYSPACE IF NOT EXISTS kask" }];
  const place = { keyspace: "kask", table: "values", release: "5.0.6", dataCentres: {} };
  const plan = { ...place, steps, objections: [] };
  await applySchema(cql, plan, testWorld({ clock }));
  return { asked, nowMs: clock.now() };
}

test("a statement is asked for again while its node lacks others", async () => {
  expect(await applyWhile(3000)).toEqual({ asked: 4, nowMs: 3000 });
});

test("a statement whose node goes on lacking others is given up", async () => {
  await expect(applyWhile(Number.POSITIVE_INFINITY)).rejects.toMatchObject({ fault: "alone" });
});

test("what was made is done when all nodes know of it, and not before", async () => {
  expect(await applyWhile(0, 5000)).toEqual({ asked: 1, nowMs: 5000 });
  await expect(applyWhile(0, Number.POSITIVE_INFINITY)).rejects.toThrow(
    "its nodes do not agree on the schema 30 s after it was changed",
  );
});
