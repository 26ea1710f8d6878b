import { describe, inject } from "vitest";
import type { SandboxDescription } from "../../cli/sandbox/sandbox.ts";
import { type Ended, runProcess } from "../support/programs.ts";

const nothing: SandboxDescription = {
  ...{ dir: "", engine: "box", state: "dead", startedAt: "", transport: "openssh" },
  ...{ siteFile: "", cloudsFile: "", sshConfig: "" },
  ...{ keystoneUrl: "", encUrl: "", registryUrl: "", instances: [] },
};

/**
 * `describe` for the files of `tests/box`: their tests get the box that they share; they are skipped,
 * with the reason in the title, where there is none.
 */
export function describeOnBox(title: string, body: (box: SandboxDescription) => void): void {
  const shared = inject("box");
  if (shared.description === undefined) {
    describe.skip(`${title} (needs ${shared.missing})`, () => body(nothing));
    return;
  }
  const { description } = shared;
  describe(title, () => body(description));
}

/** Runs a line on an instance by the machine's own `ssh`. */
export function ssh(box: SandboxDescription, instance: string, line: string): Promise<Ended> {
  return runProcess("ssh", ["-F", box.sshConfig, "-o", "BatchMode=yes", instance, line]);
}
