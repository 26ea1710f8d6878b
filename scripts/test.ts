/**
 * Everything that must hold: `npm test`. Arguments are handed to vitest. The last line is
 * `N passed, N failed, N skipped`; each tool that is no test runner counts as one.
 */
import { join } from "node:path";
import { fetchCassandraJars } from "./support/cassandra-jars.ts";
import { installDebianPackages } from "./support/debian.ts";
import { missingOldNodes, oldNodeTools } from "./support/old-nodes.ts";
import { root } from "./support/root.ts";
import { runTools, sourceTools } from "./support/tools.ts";
import { projects, runVitest } from "./support/vitest.ts";

installDebianPackages();
fetchCassandraJars();
const build = {
  title: "both programs build",
  words: [process.execPath, join(root, "scripts", "build.ts")],
} as const;
const missing = missingOldNodes();
const areOldNodesSkipped = missing.length > 0 && process.env["KASKCTL_REQUIRE"] !== "all";
const skippedTools = areOldNodesSkipped ? oldNodeTools() : [];
// What runs the programs waits for the build.
const results = [
  ...(await runTools([build, ...sourceTools])),
  ...(await runTools(areOldNodesSkipped ? [] : oldNodeTools())),
];
for (const { title } of skippedTools) {
  console.log(`skipped: ${title} (needs Node ${missing.join(" and ")})`);
}
const tests = runVitest(projects, process.argv.slice(2));

const passed = results.filter(Boolean).length + tests.passed;
const failed = results.filter((result) => !result).length + tests.failed;
const skipped = skippedTools.length + tests.skipped;
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
