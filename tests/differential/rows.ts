import { createHash } from "node:crypto";
import type { TestKeyspace } from "../support/cassandra/keyspace.ts";

/** The time to live that both Kasks are configured with. */
export const defaultTtlSeconds = 100_000;

/** A row's text by its key: how long it lives, and its value. */
export type Rows = ReadonlyMap<string, string>;

/**
 * All rows of a keyspace.
 * @param elapsedSeconds how long ago the first of them may have been written
 */
export async function rowsOf(keyspace: TestKeyspace, elapsedSeconds: number): Promise<Rows> {
  const statement = `SELECT key, value, TTL(value) AS ttl FROM "${keyspace.name}"."values"`;
  const { rows } = await keyspace.client.execute(statement, [], { fetchSize: 5_000 });
  return new Map(
    rows.map((row) => {
      const value: Buffer = row["value"];
      const digest = createHash("sha256").update(value).digest("hex");
      const ttl = ttlText(row["ttl"], elapsedSeconds);
      return [row["key"], `${value.length} bytes, sha256 ${digest}, ${ttl}`];
    }),
  );
}

function ttlText(seconds: number | null, elapsedSeconds: number): string {
  const isDefault =
    seconds !== null &&
    seconds <= defaultTtlSeconds &&
    seconds >= defaultTtlSeconds - elapsedSeconds;
  return isDefault ? "default_ttl" : "another time to live";
}
