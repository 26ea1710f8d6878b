/** The fast inner loop: the tools that judge the source, and the tests that stay inside this process. */
import { runTools, sourceTools } from "./support/tools.ts";
import { runVitest } from "./support/vitest.ts";

/** Tests that start other programs, or that try hard to break things; `npm test` runs them. */
const elsewhere = [
  "tests/docs.test.ts",
  "tests/system/**",
  "tests/cli/{agent,sandbox,ssh}/**",
  "tests/puppet/**",
  "tests/docs/**",
  "tests/cli/commands/{lint-startup,lint-watch}.test.ts",
  "tests/cli/hiera/{horizon-pipeline,loaders,mutations,pyyaml-dump,usual-text}.test.ts",
  "tests/cli/render/real-chain.test.ts",
  "tests/cli/deploy/run-deploy.test.ts",
  "tests/cli/lint/robustness.test.ts",
  "tests/cli/signatures/{declarations,types.differential}.test.ts",
  "tests/cli/report/deploy-html.test.ts",
  "tests/service/{alerts,heap-limits,image,main,odd-requests-under-load,signals,workers}.test.ts",
  "tests/service/storage/embedded*.test.ts",
];

const results = await runTools(sourceTools);
const excluded = elsewhere.flatMap((pattern) => ["--exclude", pattern]);
// One process for many files: their modules are loaded once.
const tests = runVitest(["unit"], ["--no-isolate", ...excluded]);

const passed = results.filter(Boolean).length + tests.passed;
const failed = results.filter((result) => !result).length + tests.failed;
console.log(`\n${passed} passed, ${failed} failed, ${tests.skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
