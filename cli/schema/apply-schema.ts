import type { World } from "../base/world.ts";
import type { CqlConnection } from "./cql-connection.ts";
import { CqlError } from "./cql-error.ts";
import { planSchema } from "./plan-schema.ts";
import { heartbeats, nodesBehind, readCluster } from "./read-cluster.ts";
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
 * Runs a plan's statements one by one; where there are any, waits until all nodes that are up know of them. Those that are
 * down are told of.
 * @throws {CqlError}
 */
export async function applySchema(
  cql: CqlConnection,
  plan: SchemaPlan,
  world: World,
): Promise<void> {
  const statements = statementsOf(plan);
  for (const statement of statements) {
    world.progress(`… ${statement}`);
    await runUntilDone(cql, statement, world);
  }
  if (statements.length > 0) await untilKnown(cql, world);
}

/**
 * Each of two nodes may have made the table, with an id of its own. A node that is down learns the others' when it is up
 * again.
 */
async function untilKnown(cql: CqlConnection, { clock, signal, progress }: World): Promise<void> {
  const endsAt = clock.now() + agreementMs;
  const before = await heartbeats(cql);
  let behind = await nodesBehind(cql);
  while (behind.length > 0 && clock.now() < endsAt) {
    await clock.sleep(pauseMs, signal);
    behind = await nodesBehind(cql);
  }
  if (behind.length === 0) return;
  const after = await heartbeats(cql);
  // A node of which nothing is heard may be up.
  const up = behind.filter((node) => !before.has(node) || before.get(node) !== after.get(node));
  if (up.length > 0) throw new CqlError("alone", disagreement(up));
  progress(`… down, and told of it when up again: ${behind.join(", ")}`);
}

function disagreement(nodes: readonly string[]): string {
  const seconds = agreementMs / 1000;
  return `the schema was not known at ${nodes.join(", ")} ${seconds} s after it was changed`;
}

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
