import { join } from "node:path";

/** The release of Cassandra that boxes of a checkout run, and its tests. */
export const cassandraRelease = "5.0.6";

/** Where `npm run cassandra` puts its jars in a checkout. */
export function fetchedJars(checkout: string): string {
  return join(checkout, "node_modules", ".cache", `cassandra-${cassandraRelease}`);
}
