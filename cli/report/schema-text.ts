import { count } from "../base/count.ts";
import type { SchemaPlan } from "../schema/schema.ts";
import { escapeControl } from "./escape-control.ts";

/** A schema plan as CQL that any client takes, with what is there as its comments. */
export function formatSchema(plan: SchemaPlan): string {
  const nodes = Object.entries(plan.dataCentres).map(
    ([name, n]) => `${count(n, "node")} in ${name}`,
  );
  const lines = plan.steps.flatMap(({ told, cql }) => [
    comment(told),
    ...(cql === undefined ? [] : [`${cql};`]),
  ]);
  const objections = plan.objections.map(({ told }) => comment(told));
  return [comment(`Cassandra: ${nodes.join(", ")}.`), ...lines, ...objections, ""].join("\n");
}

/** The members of `schema plan --json`. */
export function schemaJson({ keyspace, table, dataCentres, steps, objections }: SchemaPlan) {
  return {
    keyspace,
    table,
    data_centres: dataCentres,
    steps: steps.map(({ told, cql }) => ({ message: told, cql: cql ?? null })),
    objections: objections.map(({ kind, told }) => ({ kind, message: told })),
  };
}

function comment(text: string): string {
  return `-- ${escapeControl(text)}`;
}
