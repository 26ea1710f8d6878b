import { describe, inject } from "vitest";
import type { CassandraPlace } from "./place.ts";

const nowhere: CassandraPlace = { host: "127.0.0.1", port: 0, dc: "nowhere" };

/**
 * `describe` for the files `*.cassandra.test.ts`: their tests get the Cassandra that they share, where
 * each makes a keyspace of its own; they are skipped, with the reason in the title, where there is none.
 */
export function describeOnCassandra(title: string, body: (place: CassandraPlace) => void): void {
  const shared = inject("cassandra");
  if (shared.place !== undefined) {
    const { place } = shared;
    describe(title, () => body(place));
  } else {
    describe.skip(`${title} (needs ${shared.missing})`, () => body(nowhere));
  }
}
