import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { root } from "../../scripts/support/root.ts";

/** The files that a program is bundled from, and the packages among them. */
async function partsOf(entry: string): Promise<{ ours: string[]; packages: string[] }> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, entry)],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    outdir: "unwritten",
    external: ["*.node", "lmdb"],
    logLevel: "silent",
  });
  const files = Object.keys(metafile.inputs);
  const packages = files.flatMap(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
  );
  return {
    ours: files.filter((file) => !file.includes("node_modules/")),
    packages: [...new Set(packages)],
  };
}

describe("the bundle of", () => {
  test("kask has nothing of kaskctl", async () => {
    const { ours, packages } = await partsOf("service/main.ts");
    expect(ours).toContain("service/server.ts");
    expect(ours.filter((file) => !file.startsWith("service/"))).toEqual([]);
    expect(packages).toContain("prom-client");
    for (const name of ["commander", "ssh2"]) expect(packages).not.toContain(name);
  });

  test("kaskctl has nothing of kask but the contract", async () => {
    const { ours, packages } = await partsOf("cli/main.ts");
    expect(ours).toContain("cli/commands/index.ts");
    const kask = ours.filter((file) => file.startsWith("service/"));
    expect(kask.filter((file) => !file.startsWith("service/contract/"))).toEqual([]);
    expect(packages).toContain("commander");
    for (const name of ["prom-client", "cassandra-driver"]) expect(packages).not.toContain(name);
  });
});
