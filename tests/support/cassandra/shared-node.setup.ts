import type { TestProject } from "vitest/node";
import { missingHere } from "../requires.ts";
import { startOneNode } from "./one-node.ts";
import type { CassandraPlace } from "./place.ts";

/** A Cassandra that the files of a project share, or why there is none. */
export type SharedCassandra =
  | { readonly place: CassandraPlace }
  | { readonly place: undefined; readonly missing: string };

declare module "vitest" {
  interface ProvidedContext {
    readonly cassandra: SharedCassandra;
  }
}

/**
 * Raises one node for all files of the project `cassandra`, unless `KASKCTL_CASSANDRA` names one that
 * runs already, as `ADDRESS:PORT/DATA-CENTRE`.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  const given = /^(.+):(\d+)\/(.+)$/.exec(process.env["KASKCTL_CASSANDRA"] ?? "");
  if (given !== null) {
    const [, host = "", port, dc = ""] = given;
    project.provide("cassandra", { place: { host, port: Number(port), dc } });
    return;
  }
  const missing = missingHere("java", "cassandra").join(", ");
  if (missing !== "") {
    project.provide("cassandra", { place: undefined, missing });
    return;
  }
  const { place, close } = await startOneNode();
  project.provide("cassandra", { place });
  return close;
}
