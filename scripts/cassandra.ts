/** Fetches the jars of Cassandra to where boxes of this checkout find them, and says where that is: `npm run cassandra`. */
import { existsSync } from "node:fs";
import { cassandraJarFolder, fetchCassandraJars } from "./support/cassandra-jars.ts";

fetchCassandraJars();
if (!existsSync(cassandraJarFolder)) process.exit(1);
console.log(cassandraJarFolder);
