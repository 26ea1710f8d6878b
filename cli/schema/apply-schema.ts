import type { World } from "../base/world.ts";
import type { CqlConnection } from "./cql-connection.ts";
import { CqlError } from "./cql-error.ts";
import { planSchema } from "./plan-schema.ts";
import { agreesOnSchema, readCluster } from "./read-cluster.ts";
import { type SchemaPlan, type SchemaWish, statementsOf } from "./schema.ts";

const pauseMs = 1000;

/** Nodes tell each other of a schema within seconds. */
const agreementMs = 30_000;

/**
 * What would be made of a wish; for `waitMs` it is asked again while nodes are missing.
 * @throws {CqlError}
 */
export async function readSchemaPlan(
  cql: CqlConnection,
  wish: SchemaWish,
  { clock, signal, progress }: World,
  waitMs: number,
): Promise<SchemaPlan> {
  const endsAt = clock.now() + waitMs;
  let isTold = false;
  for (;;) {
    const plan = planSchema(wish, await readCluster(cql));
    const incomplete = plan.objections.find(({ kind }) => kind === "incomplete");
    if (incomplete === undefined || clock.now() >= endsAt) return plan;
    if (!isTold) progress(`… waiting for the others: ${incomplete.told}`);
    isTold = true;
    await clock.sleep(pauseMs, signal);
  }
}

/**
 * Runs a plan's statements one by one, and waits until all nodes know of them.
 * @throws {CqlError}
 */
export async function applySchema(
  cql: CqlConnection,
  plan: SchemaPlan,
  world: World,
): Promise<void> {
  const { clock, signal, progress } = world;
  for (const statement of statementsOf(plan)) {
    progress(`… ${statement}`);
    await runUntilDone(cql, statement, world);
  }
  const endsAt = clock.now() + agreementMs;
  while (!(await agreesOnSchema(cql))) {
    if (clock.now() >= endsAt) throw new CqlError("alone", disagreement);
    await clock.sleep(pauseMs, signal);
  }
}

/** Each of two nodes may have made the table, with an id of its own. */
const disagreement = `its nodes do not agree on the schema ${agreementMs / 1000} s after it was changed`;

/**
 * Runs a statement again that lacked other nodes. Nodes that have just met count each other as down; and after it made
 * something, a node grants it to whoever asked, for which it may need a data centre that has none of its accounts.
 * What is made only where it is missing may be asked for twice.
 * @see cassandra/src/java/org/apache/cassandra/auth/CassandraAuthorizer.java, grant
 */
async function runUntilDone(
  cql: CqlConnection,
  statement: string,
  { clock, signal }: World,
): Promise<void> {
  const endsAt = clock.now() + agreementMs;
  for (;;) {
    try {
      return void (await cql.query(statement));
    } catch (error) {
      const mayPass = error instanceof CqlError && error.fault === "alone";
      if (!mayPass || clock.now() >= endsAt) throw error;
    }
    await clock.sleep(pauseMs, signal);
  }
}
