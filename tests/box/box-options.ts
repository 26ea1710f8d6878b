import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SandboxOptions } from "../../cli/sandbox/sandbox.ts";
import { cassandraJarFolder } from "../../scripts/support/cassandra-jars.ts";
import { root } from "../../scripts/support/root.ts";
import { sourcePrograms } from "../support/sandbox.ts";
import { testWorld } from "../support/test-world.ts";
import { newRunFolder, removeRun, sandboxOf } from "./run-folder.ts";

/** In place of `~/.cache`; keeps root file systems between runs of the tests. */
export const cacheHome: string = join(root, "node_modules", ".cache");

/** A box of this checkout, without images. */
const bareBox = {
  cacheFolder: join(cacheHome, "kaskctl", "box"),
  puppetFolder: join(root, "puppet"),
};

/** The same with all that deploys need. */
export function fullBox(): NonNullable<SandboxOptions["box"]> {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const reference = process.env["KASKCTL_REFERENCE_KASK"];
  return {
    ...bareBox,
    kask: { checkout: root, version, ...(reference ? { reference } : {}) },
    ...(existsSync(cassandraJarFolder) ? { cassandraJars: cassandraJarFolder } : {}),
  };
}

/** How to raise a box in a new folder, and how to remove that with all that may still run of it. */
export async function boxOptions(change: Partial<SandboxOptions> = {}) {
  const parent = await newRunFolder();
  const options: SandboxOptions = {
    dir: sandboxOf(parent),
    hosts: ["deployment-sessionstore02"],
    programs: sourcePrograms,
    box: bareBox,
    world: testWorld(),
    ...change,
  };
  return { options, remove: () => removeRun(parent) };
}
