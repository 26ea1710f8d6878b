import type { World } from "../base/world.ts";
import type { CqlConnection } from "./cql-connection.ts";
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
  { clock, signal }: World,
  waitMs: number,
): Promise<SchemaPlan> {
  const endsAt = clock.now() + waitMs;
  for (;;) {
    const plan = planSchema(wish, await readCluster(cql));
    const isIncomplete = plan.objections.some(({ kind }) => kind === "incomplete");
    if (!isIncomplete || clock.now() >= endsAt) return plan;
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
  { clock, signal, progress }: World,
): Promise<void> {
  for (const statement of statementsOf(plan)) {
    progress(`… ${statement}`);
    await cql.query(statement);
  }
  const endsAt = clock.now() + agreementMs;
  while (!(await agreesOnSchema(cql)) && clock.now() < endsAt) await clock.sleep(pauseMs, signal);
}
