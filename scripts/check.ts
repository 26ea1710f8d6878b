/** The fast inner loop: the tools that judge the source, and the tests that stay inside this process. */
import { runTool, sourceTools } from "./support/tools.ts";
import { runVitest } from "./support/vitest.ts";

/** Tests that start other programs by the dozen; `npm test` runs them. */
const elsewhere = [
  "tests/docs.test.ts",
  "tests/system/**",
  "tests/cli/{agent,sandbox,ssh}/**",
  "tests/cli/hiera/{horizon-pipeline,loaders,pyyaml-dump}.test.ts",
  "tests/cli/render/real-chain.test.ts",
  "tests/cli/report/deploy-html.test.ts",
  "tests/service/main.test.ts",
];

const results = sourceTools.map(runTool);
const tests = runVitest(elsewhere.flatMap((pattern) => ["--exclude", pattern]));

const passed = results.filter(Boolean).length + tests.passed;
const failed = results.filter((result) => !result).length + tests.failed;
console.log(`\n${passed} passed, ${failed} failed, ${tests.skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
