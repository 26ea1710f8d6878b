/**
 * `image FOLDER` puts what a container of kask needs, beside Node, into a folder that becomes its root:
 * the bundle with its companion, and of lmdb what is loaded. Built before; see Dockerfile.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./support/root.ts";

/** Where Wikimedia's image of Kask has its program; its configurations name files there. */
const workFolder = "/go/src/gerrit.wikimedia.org/r/mediawiki/services/kask";

const image = process.argv[2];
if (image === undefined) {
  console.error("Usage: image FOLDER");
  process.exit(2);
}

const program = join(image, "srv", "kask");
for (const name of ["kask.js", "kask.v8", "package.json"]) copy(join("dist", name));
for (const name of packagesOf("lmdb")) copyPackage(name);
link(join(image, "usr/local/bin/kask"), "/srv/kask/dist/kask.js");
link(join(image, workFolder, "kask"), "/srv/kask/dist/kask.js");
mkdirSync(join(image, "var/lib/kask"), { recursive: true });

function copy(path: string): void {
  const from = join(root, path);
  if (!existsSync(from)) {
    console.error(`${from} is missing: npm run build`);
    process.exit(1);
  }
  cpSync(from, join(program, path), { recursive: true });
}

function link(path: string, target: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

/** A package and all that it depends on; of its optional ones those that are installed. */
function packagesOf(name: string, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(name)) return found;
  found.add(name);
  const { dependencies, optionalDependencies } = manifestOf(name);
  const isHere = (each: string): boolean => existsSync(join(root, "node_modules", each));
  const optional = Object.keys(optionalDependencies ?? {}).filter(isHere);
  // Only to compile it, which nobody does here.
  const needed = Object.keys(dependencies ?? {}).filter((each) => each !== "node-addon-api");
  for (const each of [...needed, ...optional]) packagesOf(each, found);
  return found;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8"));
}

/** CommonJS and native code for this libc; sources, types and maps stay behind. */
function copyPackage(name: string): void {
  const isLoaded = (path: string): boolean =>
    !/\/(?:src|dependencies|dict|test|node_modules)(?:\/|$)|\.(?:map|md|d\.[cm]?ts)$|musl\.node$|abi\d+\.glibc\.node$/.test(
      path.slice(join(root, "node_modules", name).length),
    );
  const from = join(root, "node_modules", name);
  cpSync(from, join(program, "node_modules", name), { recursive: true, filter: isLoaded });
}
