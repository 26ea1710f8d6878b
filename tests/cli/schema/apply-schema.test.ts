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

/** How a cluster of two takes a statement. */
interface Taking {
  /** From when on the node that is asked carries it out. */
  readonly metAtMs?: number;
  /** From when on the other knows of it. */
  readonly knownAtMs?: number;
  /** The other's heartbeat at a time; without it the login may not ask. */
  readonly beat?: (nowMs: number) => number;
  readonly statements?: readonly string[];
}

/** How often a statement was asked for, until when it was waited, and what was told. */
async function applyWhile({ metAtMs = 0, knownAtMs = 0, beat, statements = [made] }: Taking) {
  const clock = clockFromZero();
  let asked = 0;
  const told: string[] = [];
  const peer = "10.0.0.2";
  const answers: Record<string, () => object> = {
    "system.local": () => ({ schema_version: "1" }),
    "system.peers": () => ({ peer, schema_version: clock.now() < knownAtMs ? "0" : "1" }),
    "system_views.gossip_info": () => {
      if (!beat) throw new CqlError("refused", "no SELECT permission");
      return { address: peer, generation: 1, heartbeat: beat(clock.now()) };
    },
  };
  const cql: CqlConnection = {
    async query(statement) {
      const answer = answers[statement.split(" FROM ")[1] ?? ""];
      if (answer) return [answer() as Record<string, unknown>];
      asked += 1;
      if (clock.now() < metAtMs) throw new CqlError("alone", "Cannot achieve LOCAL_ONE");
      return [];
    },
    close: () => {},
  };
  const steps = statements.map((statement) => ({ told: "It is missing.", cql: statement }));
  const place = { keyspace: "kask", table: "values", release: "5.0.6", dataCentres: {} };
  const world = testWorld({ clock, progress: (line) => told.push(line) });
  await applySchema(cql, { ...place, steps, objections: [] }, world);
  return { asked, nowMs: clock.now(), told: told.slice(statements.length) };
}

const made = "CREATE KEYSPACE IF NOT EXISTS kask";
const never = Number.POSITIVE_INFINITY;
const up = (nowMs: number) => nowMs;
const down = () => 4711;

test("a statement is asked for again while its node lacks others", async () => {
  expect(await applyWhile({ metAtMs: 3000 })).toEqual({ asked: 4, nowMs: 3000, told: [] });
});

test("a statement whose node goes on lacking others is given up", async () => {
  await expect(applyWhile({ metAtMs: never })).rejects.toMatchObject({ fault: "alone" });
});

test("what was made is done when all nodes know of it, and not before", async () => {
  expect(await applyWhile({ knownAtMs: 5000 })).toEqual({ asked: 1, nowMs: 5000, told: [] });
});

test.each<[string, Taking]>([
  ["is up", { beat: up }],
  ["may be up, since the login may not ask,", {}],
])("what was made is not done while a node that %s does not know of it", async (_, taking) => {
  await expect(applyWhile({ ...taking, knownAtMs: never })).rejects.toThrow(
    "the schema was not known at 10.0.0.2 30 s after it was changed",
  );
});

test("what was made is done without a node that is down, which is told of", async () => {
  expect(await applyWhile({ knownAtMs: never, beat: down })).toEqual({
    asked: 1,
    nowMs: 30_000,
    told: ["… down, and told of it when up again: 10.0.0.2"],
  });
});

test("where nothing is made, no node is asked what it knows", async () => {
  const taking = { knownAtMs: never, beat: up, statements: [] };
  expect(await applyWhile(taking)).toEqual({ asked: 0, nowMs: 0, told: [] });
});
