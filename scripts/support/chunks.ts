import { basename, join, parse } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { root } from "./root.ts";

/** Texts by their names. */
export type Texts = ReadonlyMap<string, string>;

/** Scripts by their names, with the names of the chunks in each. */
export type Scripts = ReadonlyMap<string, readonly string[]>;

/** Syntax that an old Node can read far enough to reach the version check. */
export const target = "node18";

const common = {
  write: false,
  bundle: true,
  platform: "node",
  target,
  legalComments: "none",
  logLevel: "warning",
} as const satisfies BuildOptions;

/** Native parts that are optional to their packages; each has a fallback in JavaScript. */
const optionalNatives: Plugin = {
  name: "optional-natives",
  setup({ onResolve }) {
    onResolve({ filter: /\.node$/ }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: /^cpu-features$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** A program as chunks, ES modules that name each other as `./NAME`: only what is asked for need be loaded. */
export async function splitProgram(
  name: string,
  entry: string,
  options: Pick<BuildOptions, "define" | "external">,
): Promise<Texts> {
  const { outputFiles } = await build({
    ...common,
    ...options,
    entryPoints: { [name]: join(root, entry) },
    outdir: join(root, "dist"),
    splitting: true,
    format: "esm",
    plugins: [optionalNatives],
  });
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
}

/**
 * Scripts out of chunks, CommonJS without its wrapper. A script exports each of its chunks under the
 * chunk's name; an `import()` becomes a promise of what `require` gives.
 */
export async function joinChunks(chunks: Texts, scripts: Scripts): Promise<Texts> {
  const { outputFiles } = await build({
    ...common,
    // A warning about a package was heard when the program was split.
    logLevel: "error",
    entryPoints: [...scripts.keys()].map((name) => ({
      in: `script:${name}`,
      out: parse(name).name,
    })),
    outdir: join(root, "dist"),
    format: "cjs",
    supported: { "dynamic-import": false },
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [lazyBuiltins, fromChunks(chunks, scripts)],
  });
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
}

/** Parts of Node that take it milliseconds to load, and that many commands need for nothing. */
const slowBuiltins = ["node:child_process", "node:crypto", "node:fs/promises"];

/** Loads them when something in them is first asked for. */
const lazyBuiltins: Plugin = {
  name: "lazy-builtins",
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(?:${slowBuiltins.join("|")})$`);
    onResolve({ filter, namespace: "lazy" }, ({ path }) => ({ path, external: true }));
    onResolve({ filter, namespace: "chunk" }, ({ path }) => ({ path, namespace: "lazy" }));
    onLoad({ filter, namespace: "lazy" }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter((name) => name !== "default");
      const getters = names.map((name) => `get ${name}() { return load().${name}; }`);
      const load = `let loaded; const load = () => (loaded ??= require("${path}"));`;
      return { contents: `${load} module.exports = { ${getters.join(", ")} };` };
    });
  },
};

/** Finds within a script what it imports; the rest, and what may never be asked for, stays outside. */
function fromChunks(chunks: Texts, scripts: Scripts): Plugin {
  const scriptOf = new Map(
    [...scripts].flatMap(([script, names]) => names.map((name) => [name, script] as const)),
  );
  return {
    name: "from-chunks",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^script:/ }, ({ path }) => ({
        path: path.replace("script:", ""),
        namespace: "script",
      }));
      onLoad({ filter: /.*/, namespace: "script" }, ({ path }) => ({
        contents: (scripts.get(path) ?? [])
          .map((name) => `export * as ${JSON.stringify(name)} from "./${name}";`)
          .join("\n"),
      }));
      onResolve({ filter: /.*/, namespace: "script" }, ({ path }) => ({
        path: path.replace("./", ""),
        namespace: "chunk",
      }));
      onResolve({ filter: /.*/, namespace: "chunk" }, ({ path, importer, kind }) => {
        const name = path.replace("./", "");
        const isWithin = chunks.has(name) && scriptOf.get(name) === scriptOf.get(importer);
        if (isWithin && kind === "import-statement") return { path: name, namespace: "chunk" };
        return { path, external: true };
      });
      onLoad({ filter: /.*/, namespace: "chunk" }, ({ path }) => ({
        contents: chunks.get(path) ?? "",
      }));
    },
  };
}
