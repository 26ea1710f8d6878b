/**
 * Prints what kask does under load beside Wikimedia's Kask (`KASKCTL_REFERENCE_KASK`), in turn and on
 * the same Cassandra: `npm run bench:kask`, about forty minutes. `--rounds N --seconds N --soak SECONDS`
 * for a shorter look, `--json FILE` to keep the figures.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Measured } from "../tests/bench/kask/comparison.ts";
import { benchKask } from "../tests/bench/kask/kask.ts";
import { holds, verdictLine } from "../tests/bench/verdict.ts";
import { fetchCassandraJars } from "./support/cassandra-jars.ts";
import { installDebianPackages } from "./support/debian.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "10" },
    seconds: { type: "string", default: "20" },
    soak: { type: "string", default: "600" },
    json: { type: "string" },
  },
});
installDebianPackages();
fetchCassandraJars();
if (spawnSync("wrk", ["--version"], { stdio: "ignore" }).error !== undefined) {
  console.error("There is no wrk here, with which the load is made; Debian has it as a package.");
  process.exit(2);
}
const reference = process.env["KASKCTL_REFERENCE_KASK"];
if (reference === undefined) {
  console.log("KASKCTL_REFERENCE_KASK does not name Wikimedia's Kask: nothing to compare with.");
}
const figures = await benchKask(
  {
    reference,
    rounds: Number(values.rounds),
    secondsPerRound: Number(values.seconds),
    warmUpSeconds: Math.min(10, Number(values.seconds)),
    soakSeconds: Number(values.soak),
  },
  (line) => console.error(`… ${line}`),
);

console.log(row(["", "req/s", "p50 ms", "p99 ms", "µs CPU", "MiB", "failed"]));
for (const [what, measured] of Object.entries(figures.measured))
  console.log(measuredRow(what, measured));
console.log("");
for (const verdict of figures.verdicts) console.log(verdictLine(verdict));
if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, undefined, 2)}\n`);
if (!figures.verdicts.every(holds)) process.exitCode = 1;

function measuredRow(what: string, measured: Measured): string {
  const { requestsPerSecond, p50Ms, p99Ms, cpuUsPerRequest, residentMib, failed } = measured;
  return row([
    what,
    requestsPerSecond.toFixed(0),
    p50Ms.toFixed(2),
    p99Ms.toFixed(2),
    cpuUsPerRequest.toFixed(1),
    residentMib.toFixed(0),
    String(failed),
  ]);
}

function row([first = "", ...rest]: readonly string[]): string {
  return first.padEnd(40) + rest.map((cell) => cell.padStart(10)).join("");
}
