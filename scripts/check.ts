/** The fast inner loop: the tools that judge the source, and the tests of single rooms. */
import { runTool, sourceTools } from "./support/tools.ts";
import { runVitest } from "./support/vitest.ts";

const results = sourceTools.map(runTool);
const { passed, failed, skipped } = runVitest(["--exclude", "tests/{system,slow}/**", "--changed"]);
const failedInAll = failed + results.filter((result) => !result).length;
console.log(
  `\n${passed + results.filter(Boolean).length} passed, ${failedInAll} failed, ${skipped} skipped`,
);
process.exit(failedInAll === 0 ? 0 : 1);
