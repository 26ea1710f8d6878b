import type { TestProject } from "vitest/node";
import { boxRequirements } from "../../cli/sandbox/box/requirements.ts";
import { type SandboxDescription, sandboxUp } from "../../cli/sandbox/sandbox.ts";
import { testWorld } from "../support/test-world.ts";
import { boxOptions, fullBox } from "./box-options.ts";
import { clearDeadRuns } from "./run-folder.ts";

/** A box that the files of a project share, or why there is none. */
export type SharedBox =
  | { readonly description: SandboxDescription }
  | { readonly description: undefined; readonly missing: string };

declare module "vitest" {
  interface ProvidedContext {
    readonly box: SharedBox;
  }
}

/** Raises a box with an instance in each data centre for all files of the project `box`. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  // What it says is the only sign of life in a minute without tests.
  const world = testWorld({ progress: (line) => console.log(line) });
  await clearDeadRuns(world.progress);
  const hosts = ["02", "03", "04"].map((number) => `deployment-sessionstore${number}`);
  const box = fullBox();
  const { options, remove } = await boxOptions({ hosts, box, world });
  const { missing } = await boxRequirements({ ...box, dir: options.dir, hosts }, world);
  if (missing.length > 0 && process.env["KASKCTL_REQUIRE"] !== "all") {
    await remove();
    const needs = missing.map(({ need }) => need).join(", ");
    return project.provide("box", { description: undefined, missing: needs });
  }
  try {
    project.provide("box", { description: await sandboxUp(options) });
  } catch (error) {
    // Why it did not come up matters more than why it did not go.
    await remove().catch((cause: Error) => world.progress(cause.message));
    throw error;
  }
  return remove;
}
