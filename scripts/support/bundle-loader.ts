/**
 * What a bundle runs first, compiled into it by the build: it loads a script when a chunk in it is first
 * asked for. The scripts are packed into comments at the end of the file, since Node would otherwise parse three
 * megabytes at every start, most of them for the sandbox, to print a line of help.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { Script } from "node:vm";
import type { Bundle, Companion } from "./bundle-layout.ts";

declare const BUNDLE: Bundle;
declare const COMPANION: Companion | null;
declare const require: (id: string) => unknown;
declare const __filename: string;
declare const __dirname: string;

type Exports = Readonly<Record<string, unknown>>;

// Before the first script, since V8 takes nothing compiled under other flags.
if (BUNDLE.v8Flags.length > 0) {
  const { setFlagsFromString } = require("node:v8") as typeof import("node:v8");
  for (const flag of BUNDLE.v8Flags) setFlagsFromString(flag);
}

// Both files stay open: a command that goes on while the package is replaced still finds what belongs to it.
const bundle = openSync(__filename, "r");
const firstScript = fstatSync(bundle).size - BUNDLE.packedBytes;
const companion = openCompanion();
const modules: Record<string, { exports: Exports }> = {};

load(BUNDLE.entry);

function load(chunk: string): unknown {
  return loadScript(BUNDLE.scriptOf[chunk] ?? chunk)[chunk];
}

function loadScript(name: string): Exports {
  const loaded = modules[name];
  if (loaded) return loaded.exports;
  const module = { exports: {} };
  modules[name] = module;
  const run = compile(name).runInThisContext();
  run(requireChunk, module, module.exports, __filename, __dirname);
  return module.exports;
}

function requireChunk(id: string): unknown {
  return id.startsWith("./") ? load(id.slice(2)) : require(id);
}

/** What V8 refuses of the companion, it compiles anew. */
function compile(name: string): Script {
  const filename = `${__filename}/${name}`;
  const place = COMPANION?.places[name];
  if (companion === undefined || place === undefined) return new Script(unpack(name), { filename });
  const [start, codeLength, length] = place;
  const bytes = read(companion, start, length);
  const code = bytes.toString("latin1", 0, codeLength);
  return new Script(code, { filename, cachedData: bytes.subarray(codeLength) });
}

function unpack(name: string): string {
  const place = BUNDLE.places[name];
  if (place === undefined) throw new Error(`${__filename} has no ${name}`);
  const packed = read(bundle, firstScript + place[0], place[1]).toString("latin1");
  const { inflateRawSync } = require("node:zlib") as typeof import("node:zlib");
  return inflateRawSync(Buffer.from(packed, "base64")).toString("latin1");
}

/** Nothing but the very file that was made for this one: V8 itself compares no more of a script than its length. */
function openCompanion(): number | undefined {
  if (COMPANION?.node !== `${process.version} ${process.platform} ${process.arch}`)
    return undefined;
  const { id, sizeBytes } = COMPANION;
  let file: number;
  try {
    file = openSync(__filename.replace(/\.js$/, ".v8"), "r");
  } catch {
    return undefined;
  }
  const isOurs =
    fstatSync(file).size === sizeBytes && read(file, 0, id.length).toString("latin1") === id;
  if (isOurs) return file;
  closeSync(file);
  return undefined;
}

function read(file: number, start: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  if (readSync(file, bytes, 0, length, start) === length) return bytes;
  throw new Error(`${__filename} is cut off`);
}
