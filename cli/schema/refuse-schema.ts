import { type FaultCode, KaskctlError } from "../base/errors.ts";
import type { SchemaObjection, SchemaPlan } from "./schema.ts";

const refusals: Readonly<
  Record<SchemaObjection["kind"], { readonly code: FaultCode; readonly hint: string }>
> = {
  differs: {
    code: "schema-differs",
    hint: "Nothing was changed: kaskctl never alters what is there. Correct the Hiera text, or have somebody alter it by hand.",
  },
  incomplete: {
    code: "cassandra-incomplete",
    hint: "Nothing was changed. Start the others, or say with `kaskctl schema apply --replication` how many copies to keep.",
  },
  elsewhere: {
    code: "schema-elsewhere",
    hint: "Nothing was changed. If the Hiera text should name that one, correct cassandra.keyspace; if a new one is meant, say `kaskctl schema apply --new-keyspace NAME`.",
  },
};

/**
 * Stops where something speaks against a plan.
 * @param newKeyspace a keyspace that is meant although a table like Kask's lies elsewhere
 * @throws {KaskctlError} schema-differs, cassandra-incomplete, schema-elsewhere
 */
export function refuseSchema(plan: SchemaPlan, newKeyspace: string | undefined): void {
  const isMeant = newKeyspace === plan.keyspace;
  const objection = plan.objections.find(({ kind }) => !(kind === "elsewhere" && isMeant));
  if (objection === undefined) return;
  const { code, hint } = refusals[objection.kind];
  throw new KaskctlError(code, objection.told, { hint });
}
