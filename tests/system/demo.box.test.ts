import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { sandboxDown } from "../../cli/sandbox/sandbox.ts";
import { root } from "../../scripts/support/root.ts";
import { cacheHome } from "../box/box-options.ts";
import { leftBehind, machineState, nothing } from "../box/machine.ts";
import { describeOnBox } from "../box/on-box.ts";
import { testWorld } from "../support/test-world.ts";

interface Report {
  readonly outcome: string;
  readonly steps: readonly {
    readonly name: string;
    readonly status: string;
    readonly summary: string;
  }[];
  readonly agent: { readonly runs: readonly { readonly outcome: string }[] };
  readonly programs: readonly object[];
  readonly smoke: { readonly summary: object };
}

function report(name: string): Report {
  return JSON.parse(readFileSync(join(root, ".demo", `${name}.json`), "utf8")) as Report;
}

/** The limit of a test ends neither the demo nor its box. */
async function endDemo(demo: ChildProcess): Promise<void> {
  const isRunning = demo.exitCode === null && demo.signalCode === null;
  if (isRunning && demo.pid !== undefined) process.kill(-demo.pid, "SIGKILL");
  const dir = join(root, ".demo", "sandbox");
  if (existsSync(join(dir, "sandbox.json"))) await sandboxDown(dir, testWorld());
}

function summaryOf({ steps }: Report, name: string): string {
  return steps.find((step) => step.name === name)?.summary ?? "";
}

describeOnBox("the demo on a box of its own", () => {
  test("deploys the sample to two fresh data centres, then a change, says what ran there, and leaves nothing", async () => {
    const before = await machineState();
    // As npm starts it.
    const words = ["scripts/run.mjs", "demo", "--engine", "box"];
    const env = { ...process.env, XDG_CACHE_HOME: cacheHome };
    // A group of its own, to be ended as a whole.
    const demo = spawn(process.execPath, words, { cwd: root, env, detached: true });
    onTestFinished(() => endDemo(demo), 600_000);
    const ended = once(demo, "close");
    const said = await Promise.all([text(demo.stdout), text(demo.stderr)]);
    expect(await ended, said.join("")).toEqual([0, null]);
    const versions = {
      puppet: expect.stringMatching(/^7\.\d/),
      docker: expect.stringMatching(/^\d+\.\d+\.\d+/),
      sshd: expect.stringMatching(/^\d+\.\d/),
    };
    const image = expect.stringMatching(
      /^docker-registry\.wikimedia\.org\/wikimedia\/mediawiki-services-kask@sha256:[0-9a-f]{64}$/,
    );
    for (const name of ["report", "change"]) {
      const found = report(name);
      expect(found.outcome).toBe("done");
      expect(found.steps.map(({ status }) => status)).toEqual(Array(7).fill("done"));
      expect(found.programs).toMatchObject(Array(2).fill({ versions, image }));
      expect(found.smoke.summary).toMatchObject({ passed: 18, failed: 0, errors: 0 });
      expect(readFileSync(join(root, ".demo", `${name}.html`), "utf8")).toContain(
        "What runs there",
      );
    }
    expect(summaryOf(report("report"), "schema")).toMatch(
      /^made sessions\.values, in Cassandra 5\./,
    );
    expect(summaryOf(report("change"), "plan")).toBe("1 change, 2 hosts, 2 restarts");
    expect(report("change").agent.runs).toMatchObject(Array(2).fill({ outcome: "changed" }));
    expect(leftBehind(before, await machineState())).toEqual(nothing);
    expect(existsSync(join(root, ".demo", "sandbox"))).toBe(false);
  }, 1_200_000);
});
