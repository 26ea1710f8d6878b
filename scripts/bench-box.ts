/**
 * Prints how long a beta cluster in a box takes to come up and to be deployed onto, as root on Debian:
 * `npm run bench:box`, about ten minutes. `--rounds N` for more boxes or fewer, `--json FILE` to keep the
 * figures.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchBox } from "../tests/bench/box/box.ts";
import { holds, verdictLine } from "../tests/bench/verdict.ts";
import { cassandraJarFolder, fetchCassandraJars } from "./support/cassandra-jars.ts";
import { installDebianPackages } from "./support/debian.ts";
import { root } from "./support/root.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, json: { type: "string" } },
});
installDebianPackages();
fetchCassandraJars();
if (!existsSync(join(root, "dist", "kaskctl.js"))) {
  console.error("dist/kaskctl.js is missing: npm run build");
  process.exit(2);
}
// Ctrl-C reaches the command that runs, too; this process stays to take the box down.
process.on("SIGINT", () => {});
const figures = await benchBox(
  { rounds: Number(values.rounds), cassandraJars: cassandraJarFolder },
  (line) => console.error(`… ${line}`),
);
for (const verdict of figures.verdicts) console.log(verdictLine(verdict));
if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, undefined, 2)}\n`);
if (!figures.verdicts.every(holds)) process.exitCode = 1;
