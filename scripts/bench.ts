/**
 * Prints how long whole processes take. `npm run bench` for all, `npm run bench -- NAME` for one,
 * `--json FILE` to keep the figures.
 */
import { writeFileSync } from "node:fs";
import type { Bench, Figure } from "../tests/bench/bench.ts";
import { lint } from "../tests/bench/lint.ts";
import { startup } from "../tests/bench/startup.ts";

const benches: readonly Bench[] = [startup, lint];

const words = process.argv.slice(2);
const jsonAt = words.indexOf("--json");
const jsonFile = jsonAt < 0 ? undefined : words[jsonAt + 1];
const wanted =
  jsonAt < 0 ? words[0] : words.filter((_, index) => index < jsonAt || index > jsonAt + 1)[0];
const chosen = benches.filter(({ name }) => wanted === undefined || name === wanted);
if (chosen.length === 0 || (jsonAt >= 0 && !jsonFile)) {
  console.error(
    `Usage: npm run bench -- [${benches.map(({ name }) => name).join("|")}] [--json FILE]`,
  );
  process.exit(2);
}

const results: Record<string, readonly Figure[]> = {};
for (const bench of chosen) {
  console.log(`${bench.name}: ${bench.question}`);
  const figures = await bench.run();
  results[bench.name] = figures;
  for (const each of figures) console.log(`  ${line(each)}`);
}
if (jsonFile) writeFileSync(jsonFile, `${JSON.stringify(results, undefined, 2)}\n`);

function line({ what, median, min, max, unit, bound, skipped }: Figure): string {
  if (skipped !== undefined) return `${what.padEnd(44)} skipped: ${skipped}`;
  const limit = bound === undefined ? "" : `  (bound ${bound} ${unit})`;
  const verdict = bound !== undefined && median > bound ? "  ABOVE" : "";
  const figures = `${median.toFixed(0).padStart(6)} ${unit}`;
  return `${what.padEnd(44)} ${figures}  ${min.toFixed(0)} to ${max.toFixed(0)}${limit}${verdict}`;
}
