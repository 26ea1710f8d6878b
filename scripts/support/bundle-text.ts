import { createHash } from "node:crypto";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { build } from "esbuild";
import type { Bundle, Companion } from "./bundle-layout.ts";
import { type Texts, target } from "./chunks.ts";
import type { Recording } from "./warm-up.ts";

/** What is known of a program before its scripts are packed. */
export type BundleHead = Pick<Bundle, "entry" | "v8Flags" | "scriptOf">;

/** What begins a bundle: it runs before anything else, so it is written for the oldest Node that may meet it. */
export const versionCheck = (program: string, minimumNode: string): string => `#!/usr/bin/env node
var _v = process.versions.node.split("."), _m = "${minimumNode}".split(".");
if (+_v[0] < +_m[0] || (+_v[0] === +_m[0] && +_v[1] < +_m[1])) {
  process.stderr.write("${program} needs Node ${minimumNode} or newer; this is Node " + process.versions.node + ".\\n");
  process.exit(2);
}
`;

/** The loader, and the scripts as comments behind it. */
export async function loaderAndScripts(
  head: BundleHead,
  scripts: Texts,
  companion: Companion | undefined,
): Promise<string> {
  const { places, packed } = pack(scripts);
  const bundle: Bundle = { ...head, places, packedBytes: packed.length };
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "bundle-loader.ts")],
    write: false,
    platform: "node",
    format: "cjs",
    target,
    define: { BUNDLE: JSON.stringify(bundle), COMPANION: JSON.stringify(companion ?? null) },
    minifySyntax: true,
  });
  return `${outputFiles[0]?.text}${packed}`;
}

function pack(scripts: Texts) {
  const places: Record<string, Bundle["places"][string]> = {};
  let packed = "";
  for (const [name, code] of scripts) {
    const line = deflateRawSync(asFunction(code), { level: 9 }).toString("base64");
    places[name] = [packed.length + 2, line.length];
    packed += `//${line}\n`;
  }
  return { places, packed };
}

/** @throws {Error} for a script with other than ASCII in it, which the loader would read wrong: esbuild escapes all but tagged templates */
function asFunction(code: string): string {
  const foreign = /[^\0-\x7f]/u.exec(code);
  if (foreign) {
    const near = code.slice(Math.max(0, foreign.index - 40), foreign.index + 40);
    throw new Error(`The bundle's loader reads ASCII alone; write an escape in ${near}`);
  }
  return `(function(require,module,exports,__filename,__dirname){${code}\n})`;
}

/** A bundle's companion, and what the bundle knows of it. Of two recordings of a script, the richer counts. */
export function packCompiled(scripts: Texts, recordings: readonly Recording[]) {
  const places: Record<string, Companion["places"][string]> = {};
  const parts: Buffer[] = [];
  let sizeBytes = idLength;
  for (const [name, code] of scripts) {
    const compiled = recordings.flatMap((each) => each.get(name) ?? []);
    const richest = compiled.toSorted((a, b) => b.length - a.length)[0];
    if (richest === undefined) continue;
    const source = Buffer.from(asFunction(code), "latin1");
    places[name] = [sizeBytes, source.length, source.length + richest.length];
    parts.push(source, richest);
    sizeBytes += source.length + richest.length;
  }
  const content = Buffer.concat(parts);
  const id = createHash("sha256").update(content).digest("hex");
  const node = `${process.version} ${process.platform} ${process.arch}`;
  const companion: Companion = { node, id, sizeBytes, places };
  return { companion, content: Buffer.concat([Buffer.from(id), content]) };
}

/** A SHA-256 in hexadecimal. */
const idLength = 64;
