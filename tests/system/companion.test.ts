import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../../scripts/support/root.ts";
import { runProcess } from "../support/programs.ts";

const sample = join(root, "tests", "cli", "lint", "sample-hiera.yaml");

/** Tells at the end, on a line of stderr, how many scripts V8 was given as compiled, and how many it took. */
const counting = `
  const vm = require("node:vm");
  let given = 0, taken = 0;
  vm.Script = class extends vm.Script {
    constructor(code, options) {
      super(code, options);
      given += options.cachedData ? 1 : 0;
      taken += this.cachedDataRejected === false ? 1 : 0;
    }
  };
  process.on("exit", () => process.stderr.write("compiled: " + taken + " of " + given + "\\n"));
`;

interface Installed {
  readonly program: string;
  readonly companion: string;
  readonly counter: string;
}

/** The built program in a folder of its own, which is gone after the test. */
function installed(): Installed {
  const folder = mkdtempSync(join(tmpdir(), "kaskctl-companion-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
  const counter = join(folder, "counter.cjs");
  writeFileSync(counter, counting);
  return {
    program: join(folder, "dist", "kaskctl.js"),
    companion: join(folder, "dist", "kaskctl.v8"),
    counter,
  };
}

function lint({ program, counter }: Installed, flags: readonly string[] = []) {
  return run([...flags, "--require", counter, program, "lint", sample]);
}

async function run(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { exitCode, stdout, stderr } = await runProcess(process.execPath, words, { env });
  const [, taken, given] = /compiled: (\d+) of (\d+)/u.exec(stderr) ?? [];
  return { says: { exitCode, stdout }, taken: Number(taken), given: Number(given) };
}

/** The same program, compiled by V8 as it runs. */
async function alone() {
  const program = installed();
  rmSync(program.companion);
  return lint(program);
}

test("V8 takes all that the build has compiled", async () => {
  const { taken, given, says } = await lint(installed());
  expect(given).toBeGreaterThan(0);
  expect(taken).toBe(given);
  expect(says).toEqual((await alone()).says);
});

test("V8 takes it for the lint of a tree, too, which changes a flag of V8 on its way", async () => {
  const { program, counter } = installed();
  const tree = join(root, "tests", "cli", "lint", "rules");
  const env = { XDG_CACHE_HOME: dirname(program) };
  const { taken, given } = await run(["--require", counter, program, "lint", tree], env);
  expect(given).toBeGreaterThan(0);
  expect(taken).toBe(given);
});

test("V8 takes what the build has compiled of kask, too", async () => {
  const { program, counter } = installed();
  const kask = program.replace("kaskctl.js", "kask.js");
  const { taken, given } = await run(["--require", counter, kask, "--version"]);
  expect(given).toBeGreaterThan(0);
  expect(taken).toBe(given);
});

function ofAnotherBuild(companion: string): void {
  const content = readFileSync(companion);
  const otherId = "0".repeat(64);
  writeFileSync(companion, Buffer.concat([Buffer.from(otherId), content.subarray(64)]));
}

test.each<[what: string, change: (program: Installed) => void]>([
  ["is not there", ({ companion }) => rmSync(companion)],
  ["is that of another build", ({ companion }) => ofAnotherBuild(companion)],
  [
    "is that of the other program",
    ({ companion }) => copyFileSync(companion.replace("kaskctl.v8", "kask.v8"), companion),
  ],
  [
    "is cut off",
    ({ companion }) => writeFileSync(companion, readFileSync(companion).subarray(0, -1)),
  ],
  ["is empty", ({ companion }) => writeFileSync(companion, "")],
  [
    "is a folder",
    ({ companion }) => {
      rmSync(companion);
      mkdirSync(companion);
    },
  ],
  [
    "was made by another Node",
    ({ program }) => {
      const text = readFileSync(program, "utf8");
      const changed = text.replace(`"${process.version} `, '"v22.19.0 ');
      expect(changed).not.toBe(text);
      writeFileSync(program, changed);
    },
  ],
])("A companion that %s is left alone", async (_, change) => {
  const program = installed();
  change(program);
  expect(await lint(program)).toEqual(await alone());
});

test("What V8 compiled under other flags is compiled anew", async () => {
  const { taken, given, says } = await lint(installed(), ["--no-opt"]);
  expect(given).toBeGreaterThan(0);
  expect(taken).toBe(0);
  expect(says).toEqual((await alone()).says);
});

test("Nothing is written beside the program at run time", async () => {
  const program = installed();
  rmSync(program.companion);
  const before = readdirSync(dirname(program.program));
  await lint(program);
  expect(readdirSync(dirname(program.program))).toEqual(before);
});
