/**
 * Builds `dist/kaskctl.js` and `dist/kask.js`: one CommonJS file each, runnable by any supported Node.
 * Beside each lies a companion, `.v8`: what V8 made of it, for the Node that builds it.
 */
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Companion } from "./support/bundle-layout.ts";
import { loaderAndScripts, packCompiled, versionCheck } from "./support/bundle-text.ts";
import { joinChunks, type Scripts, splitProgram, type Texts } from "./support/chunks.ts";
import { root } from "./support/root.ts";
import {
  kaskctlWarmUps,
  kaskWarmUps,
  type Recording,
  record,
  type WarmUp,
  writeWarmUpFiles,
} from "./support/warm-up.ts";

const { version, engines } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const minimumNode = engines.node.replace(">=", "");

interface Program {
  readonly name: string;
  readonly entry: string;
  readonly external: readonly string[];
  readonly v8Flags: readonly string[];
  readonly warmUps: readonly WarmUp[];
}

const kaskctl: Program = {
  name: "kaskctl",
  entry: "cli/main.ts",
  external: [],
  // V8's compilers take as long as the lint of a tree does, unless only what is very hot goes there.
  v8Flags: ["--invocation-count-for-maglev=5000", "--invocation-count-for-turbofan=50000"],
  warmUps: kaskctlWarmUps,
};

const kask: Program = {
  name: "kask",
  entry: "service/main.ts",
  external: ["lmdb"],
  // V8 would let the heap double before it collects all of it: 45 MiB more with a thousand clients.
  v8Flags: ["--heap-growing-percent=30"],
  warmUps: kaskWarmUps,
};

/** Builds a program; `scratch` is a folder to run it in. */
async function buildProgram(program: Program, scratch: string): Promise<void> {
  const { name, entry, external } = program;
  const define = { KASKCTL_VERSION: JSON.stringify(version) };
  const chunks = await splitProgram(name, entry, { define, external: [...external] });

  const apart: Scripts = new Map([...chunks.keys()].map((chunk) => [chunk, [chunk]]));
  const trial = join(scratch, "dist", `${name}.js`);
  await writeBundle(trial, program, apart, await joinChunks(chunks, apart), undefined);
  const joined = joinByUse(chunks, await recordAll(trial, program, scratch));

  const scripts = await joinChunks(chunks, joined);
  await writeBundle(trial, program, joined, scripts, undefined);
  const { companion, content } = packCompiled(scripts, await recordAll(trial, program, scratch));

  const final = join(root, "dist", `${name}.js`);
  await writeBundle(final, program, joined, scripts, companion);
  await writeFile(companionOf(final), content);
  const compiled = Object.keys(companion.places).length;
  console.log(`dist/${name}.js  ${await kib(final)} KiB in ${scripts.size} scripts`);
  console.log(
    `dist/${name}.v8  ${await kib(companionOf(final))} KiB, ${compiled} of them compiled`,
  );
}

const companionOf = (bundle: string): string => bundle.replace(/\.js$/, ".v8");

async function kib(file: string): Promise<string> {
  return ((await stat(file)).size / 1024).toFixed(0);
}

async function writeBundle(
  file: string,
  { name, v8Flags }: Program,
  joined: Scripts,
  scripts: Texts,
  companion: Companion | undefined,
): Promise<void> {
  const scriptOf = Object.fromEntries(
    [...joined].flatMap(([script, chunks]) =>
      chunks.filter((chunk) => chunk !== script).map((chunk) => [chunk, script]),
    ),
  );
  const head = { entry: `${name}.js`, v8Flags, scriptOf };
  const rest = await loaderAndScripts(head, scripts, companion);
  await writeFile(file, `${versionCheck(name, minimumNode)}${rest}`);
  await chmod(file, 0o755);
}

/** One after the other: a later one may find what an earlier one left, as a user's does. */
async function recordAll(
  bundle: string,
  { warmUps }: Program,
  scratch: string,
): Promise<readonly Recording[]> {
  const recordings: Recording[] = [];
  for (const warmUp of warmUps) recordings.push(await record(bundle, warmUp, scratch));
  return recordings;
}

/** What the same commands load becomes one script; what none of them loads stays apart. */
function joinByUse(chunks: Texts, uses: readonly Recording[]): Scripts {
  const joined = new Map<string, string[]>();
  for (const chunk of chunks.keys()) {
    const users = uses.flatMap((use, index) => (use.has(chunk) ? [index] : []));
    const script = users.length === 0 ? chunk : `commands-${users.join("-")}.js`;
    joined.set(script, [...(joined.get(script) ?? []), chunk]);
  }
  return joined;
}

await rm(join(root, "dist"), { recursive: true, force: true });
const scratch = await mkdtemp(join(tmpdir(), "kaskctl-build-"));
try {
  for (const folder of [root, scratch]) {
    await mkdir(join(folder, "dist"), { recursive: true });
    await writeFile(join(folder, "dist", "package.json"), '{ "type": "commonjs" }\n');
  }
  for (const folder of ["hiera-templates", "node_modules"])
    await symlink(join(root, folder), join(scratch, folder), "junction");
  writeWarmUpFiles(scratch);
  await buildProgram(kaskctl, scratch);
  await buildProgram(kask, scratch);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
