/** Builds `dist/kaskctl.js` and `dist/kask.js`: one CommonJS file each, runnable by any supported Node. */
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { root } from "./support/root.ts";

const { version, engines } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const minimumNode = engines.node.replace(">=", "");

/**
 * Runs before anything else, so it is written for the oldest Node that may meet it. The second
 * loading of the file is the one that V8's compile cache keeps: a program cannot cache itself.
 */
const preamble = (program: string): string => `#!/usr/bin/env node
var _v = process.versions.node.split("."), _m = "${minimumNode}".split(".");
if (+_v[0] < +_m[0] || (+_v[0] === +_m[0] && +_v[1] < +_m[1])) {
  process.stderr.write("${program} needs Node ${minimumNode} or newer; this is Node " + process.versions.node + ".\\n");
  process.exit(2);
}
if (require.main === module && !process.${program}Cached) {
  process.${program}Cached = true;
  require("node:module").enableCompileCache();
  delete require.cache[__filename];
  require(__filename);
  return;
}`;

/** Native parts that are optional to their packages; each has a fallback in JavaScript. */
const optionalNatives: Plugin = {
  name: "optional-natives",
  setup({ onResolve }) {
    onResolve({ filter: /\.node$/ }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: /^cpu-features$/ }, ({ path }) => ({ path, external: true }));
  },
};

async function bundle(program: string, entry: string, external: readonly string[]): Promise<void> {
  const result = await build({
    entryPoints: [join(root, entry)],
    outfile: join(root, "dist", `${program}.js`),
    bundle: true,
    platform: "node",
    format: "cjs",
    // Lowered far enough that an old Node can read the file and reach the version check.
    target: "node18",
    banner: { js: preamble(program) },
    define: { KASKCTL_VERSION: JSON.stringify(version) },
    external: [...external],
    plugins: [optionalNatives],
    legalComments: "none",
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: "warning",
    metafile: true,
  });
  const output = Object.values(result.metafile.outputs)[0];
  await chmod(join(root, "dist", `${program}.js`), 0o755);
  console.log(`dist/${program}.js  ${((output?.bytes ?? 0) / 1024).toFixed(0)} KiB`);
}

await rm(join(root, "dist"), { recursive: true, force: true });
await mkdir(join(root, "dist"), { recursive: true });
await writeFile(join(root, "dist", "package.json"), '{ "type": "commonjs" }\n');
await bundle("kaskctl", "cli/main.ts", []);
await bundle("kask", "service/main.ts", ["lmdb"]);
