/** Builds `dist/kaskctl.js` and `dist/kask.js`: one CommonJS file each, runnable by any supported Node. */
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { build, type Plugin, transform } from "esbuild";
import { root } from "./support/root.ts";

const { version, engines } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const minimumNode = engines.node.replace(">=", "");

/** Syntax that an old Node can read far enough to reach the version check. */
const target = "node18";

/** Runs before anything else, so it is written for the oldest Node that may meet it. */
const versionCheck = (program: string): string => `#!/usr/bin/env node
var _v = process.versions.node.split("."), _m = "${minimumNode}".split(".");
if (+_v[0] < +_m[0] || (+_v[0] === +_m[0] && +_v[1] < +_m[1])) {
  process.stderr.write("${program} needs Node ${minimumNode} or newer; this is Node " + process.versions.node + ".\\n");
  process.exit(2);
}`;

/**
 * Loads a chunk when it is first asked for. The chunks are packed into comments at the end of the file,
 * since Node would otherwise parse three megabytes at every start, most of them for the sandbox, to
 * print a line of help. The file stays open, so that a command that goes on while the package is
 * replaced still finds what belongs to it.
 */
const chunkLoader = (places: object, packedBytes: number): string => `var _fs = require("node:fs");
var _file = _fs.openSync(__filename, "r"), _start = _fs.fstatSync(_file).size - ${packedBytes};
var _places = ${JSON.stringify(places)}, _loaded = {};
function _read(place) {
  var packed = Buffer.allocUnsafe(place[1]);
  if (_fs.readSync(_file, packed, 0, place[1], _start + place[0]) !== place[1]) throw new Error(__filename + " is cut off");
  return require("node:zlib").inflateRawSync(Buffer.from(packed.toString("latin1"), "base64")).toString();
}
function _load(name) {
  if (_loaded[name]) return _loaded[name].exports;
  var module = (_loaded[name] = { exports: {} });
  var words = ["require", "module", "exports", "__filename", "__dirname"];
  var run = require("node:vm").compileFunction(_read(_places[name]), words, { filename: __filename + "/" + name });
  run(_require, module, module.exports, __filename, __dirname);
  return module.exports;
}
function _require(id) {
  return id.slice(0, 2) === "./" ? _load(id.slice(2)) : require(id);
}`;

/** Native parts that are optional to their packages; each has a fallback in JavaScript. */
const optionalNatives: Plugin = {
  name: "optional-natives",
  setup({ onResolve }) {
    onResolve({ filter: /\.node$/ }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: /^cpu-features$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** One file: the check of Node's version, the chunks, and what loads them. */
async function bundle(program: string, entry: string, external: readonly string[]): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: { [program]: join(root, entry) },
    outdir: join(root, "dist"),
    write: false,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target,
    define: { KASKCTL_VERSION: JSON.stringify(version) },
    external: [...external],
    plugins: [optionalNatives],
    legalComments: "none",
    logLevel: "warning",
  });
  const chunks = await Promise.all(
    outputFiles.map(async ({ path, text }) => [basename(path), await asCommonJs(text)] as const),
  );
  const { places, packed } = pack(chunks);
  const text = [
    versionCheck(program),
    chunkLoader(places, packed.length),
    `_load("${program}.js");\n${packed}`,
  ].join("\n");
  const file = join(root, "dist", `${program}.js`);
  await writeFile(file, text);
  await chmod(file, 0o755);
  const { length: sizeBytes } = Buffer.from(text);
  console.log(
    `dist/${program}.js  ${(sizeBytes / 1024).toFixed(0)} KiB in ${chunks.length} chunks`,
  );
}

/** Chunks as comments, and where each of them is, from the start of the first. */
function pack(chunks: readonly (readonly [name: string, code: string])[]) {
  const places: Record<string, readonly [start: number, length: number]> = {};
  let packed = "";
  for (const [name, code] of chunks) {
    const line = deflateRawSync(code, { level: 9 }).toString("base64");
    places[name] = [packed.length + 2, line.length];
    packed += `//${line}\n`;
  }
  return { places, packed };
}

/** A chunk as the loader runs it; an `import()` in it becomes a promise of the loader's `require`. */
async function asCommonJs(text: string): Promise<string> {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target,
    supported: { "dynamic-import": false },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
  });
  return code;
}

await rm(join(root, "dist"), { recursive: true, force: true });
await mkdir(join(root, "dist"), { recursive: true });
await writeFile(join(root, "dist", "package.json"), '{ "type": "commonjs" }\n');
await bundle("kaskctl", "cli/main.ts", []);
await bundle("kask", "service/main.ts", ["lmdb"]);
