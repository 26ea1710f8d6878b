import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadPlan, savePlan } from "../../../cli/deploy/plan-file.ts";
import { push } from "../../../cli/deploy/push.ts";
import { handClock, startTestEnc } from "../../support/enc.ts";
import { planOf, sessionstore } from "../../support/plan.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kaskctl-plan-"));
  path = join(folder, "plan.json");
});
afterEach(() => rm(folder, { recursive: true }));

describe("a plan file", () => {
  test("gives the plan back, and can be pushed", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc);
    await savePlan(plan, path);
    const loaded = await loadPlan(path, enc.clock);
    expect(loaded).toEqual(JSON.parse(JSON.stringify(plan)));
    const client = enc.client();
    const options = { enc: client, clock: enc.clock, publishedSecrets: [], allowed: [] };
    expect((await push({ plan: loaded, ...options })).written).toHaveLength(1);
    expect((await client.read("deployment-sessionstore")).roles).toEqual(
      sessionstore.roles.toSorted(),
    );
  });

  test("is for its owner's eyes, also where a file was there", async () => {
    await writeFile(path, "old");
    await chmod(path, 0o644);
    await using enc = await startTestEnc();
    await savePlan(await planOf(enc), path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test("holds for an hour", async () => {
    await using enc = await startTestEnc();
    await savePlan(await planOf(enc), path);
    enc.clock.advance(3_600_000);
    await expect(loadPlan(path, enc.clock)).resolves.toBeDefined();
    enc.clock.advance(1);
    await expect(loadPlan(path, enc.clock)).rejects.toMatchObject({ code: "plan-expired" });
  });

  test("of another context is refused", async () => {
    await using enc = await startTestEnc();
    await savePlan(await planOf(enc), path);
    await expect(loadPlan(path, enc.clock, "beta")).resolves.toBeDefined();
    await expect(loadPlan(path, enc.clock, "other")).rejects.toMatchObject({ code: "wrong-use" });
  });

  test("from the future is refused too", async () => {
    await using enc = await startTestEnc();
    await savePlan(await planOf(enc), path);
    enc.clock.advance(-1);
    await expect(loadPlan(path, enc.clock)).rejects.toMatchObject({ code: "plan-expired" });
  });

  const damages: readonly [string, (text: string) => string, string][] = [
    ["cut", (text) => text.slice(0, text.length / 2), "not a plan"],
    ["edited", (text) => text.replace("v1.0.10", "v1.0.11"), "changed or cut"],
    ["another file", () => "a: 1\n", "not a plan"],
    ["null", () => "null", "not a plan"],
    [
      "of another version",
      (text) => text.replace('"kaskctl_plan": 1', '"kaskctl_plan": 2'),
      "version 2",
    ],
  ];
  test.each(damages)("that is %s is refused with the reason", async (_what, damage, reason) => {
    await using enc = await startTestEnc();
    await savePlan(await planOf(enc), path);
    await writeFile(path, damage(await readFile(path, "utf8")));
    await expect(loadPlan(path, enc.clock)).rejects.toMatchObject({
      code: "plan-unreadable",
      message: expect.stringContaining(reason),
    });
  });

  test("that is missing is refused with its path", async () => {
    await expect(loadPlan(path, handClock())).rejects.toMatchObject({
      code: "plan-unreadable",
      message: expect.stringContaining(path),
    });
  });
});
