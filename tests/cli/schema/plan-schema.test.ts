import { describe, expect, test } from "vitest";
import { planSchema } from "../../../cli/schema/plan-schema.ts";
import type { ClusterState } from "../../../cli/schema/read-cluster.ts";
import { refuseSchema } from "../../../cli/schema/refuse-schema.ts";
import { type SchemaWish, statementsOf } from "../../../cli/schema/schema.ts";
import { kaskColumns } from "../../../service/contract/table.ts";

const wish: SchemaWish = { keyspace: "kask", table: "values", replicas: undefined, nodes: 1 };

function cluster(change: Partial<ClusterState> = {}): ClusterState {
  return { release: "5.0.6", dataCentres: ["eqiad"], keyspaces: new Map(), tables: [], ...change };
}

const both = {
  keyspaces: new Map([["kask", "SimpleStrategy replication_factor=1"]]),
  tables: [{ keyspace: "kask", table: "values", columns: kaskColumns }],
};

describe("a schema is planned", () => {
  test("with three copies in each data centre, or as many as it has nodes", () => {
    const dataCentres = ["eqiad", "eqiad", "eqiad", "eqiad", "codfw"];
    expect(statementsOf(planSchema({ ...wish, nodes: 5 }, cluster({ dataCentres })))).toEqual([
      `CREATE KEYSPACE IF NOT EXISTS "kask" WITH replication = {'class': 'NetworkTopologyStrategy', 'eqiad': 3, 'codfw': 1}`,
      `CREATE TABLE IF NOT EXISTS "kask"."values" (key text PRIMARY KEY, value blob) WITH speculative_retry = '50ms'`,
    ]);
  });

  test("with the copies that were asked for, whoever is there", () => {
    const plan = planSchema({ ...wish, nodes: 6, replicas: { eqiad: 2 } }, cluster());
    expect(statementsOf(plan)[0]).toContain("'eqiad': 2}");
    expect(plan.objections).toEqual([]);
  });

  test("as nothing where both are there, however they are replicated", () => {
    const plan = planSchema(wish, cluster(both));
    expect(statementsOf(plan)).toEqual([]);
    expect(plan.objections).toEqual([]);
  });

  test("as the table alone where only the keyspace is there", () => {
    const plan = planSchema(wish, cluster({ ...both, tables: [] }));
    expect(statementsOf(plan)).toEqual([expect.stringMatching(/^CREATE TABLE/)]);
  });
});

describe("a schema is refused", () => {
  const sessions = { keyspace: "sessions", table: "values", columns: kaskColumns };
  const odd = { keyspace: "kask", table: "values", columns: "id int partition_key" };

  test.each([
    ["where the table has other columns", wish, { ...both, tables: [odd] }, "schema-differs"],
    [
      "where other copies are asked for than there are",
      { ...wish, replicas: { eqiad: 3 } },
      both,
      "schema-differs",
    ],
    ["while nodes are missing", { ...wish, nodes: 2 }, {}, "cassandra-incomplete"],
    ["where the table lies in another keyspace", wish, { tables: [sessions] }, "schema-elsewhere"],
  ])("%s", (_, asked, found, code) => {
    const plan = planSchema(asked, cluster(found));
    expect(() => refuseSchema(plan, undefined)).toThrow(expect.objectContaining({ code }));
  });

  test("by no table elsewhere where the right one is there, too", () => {
    const plan = planSchema(wish, cluster({ ...both, tables: [...both.tables, sessions] }));
    refuseSchema(plan, undefined);
  });

  test("by no table elsewhere where the new keyspace was named, and only then", () => {
    const plan = planSchema(wish, cluster({ tables: [sessions] }));
    refuseSchema(plan, "kask");
    expect(() => refuseSchema(plan, "sessions")).toThrow(
      "kask.values is not there, but a table of the same shape is: sessions.values.",
    );
  });

  test("for its shape before anything else, and no name stands for that", () => {
    const plan = planSchema(wish, cluster({ keyspaces: both.keyspaces, tables: [odd, sessions] }));
    expect(() => refuseSchema(plan, "kask")).toThrow(
      expect.objectContaining({ code: "schema-differs" }),
    );
  });
});
