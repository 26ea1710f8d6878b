import { describe, expect, test } from "vitest";
import { approve } from "../../../cli/commands/approve.ts";
import type { Plan } from "../../../cli/deploy/plan.ts";
import { site } from "../../support/plan.ts";
import { contextWith } from "./commands-support.ts";

const beta = site.context;
const guarded = { ...beta, protected: true };

function planFor(hosts: number): Plan {
  const fqdns = Array.from({ length: hosts }, (_, n) => `h${n}.example`);
  return {
    id: "p",
    createdAt: "2026-01-01T00:00:00Z",
    context: "beta",
    service: "sessionstore",
    prefixes: [],
    changes: [],
    hosts: fqdns.map((fqdn) => ({ fqdn, image: undefined, restarts: false })),
    findings: [],
  };
}

describe("a plan is approved", () => {
  test.each([
    ["yes for one host", planFor(1), beta, "yes"],
    ["the number of hosts for several", planFor(3), beta, "3"],
    ["the context's name where it is protected", planFor(3), guarded, "beta"],
    ["spaces around the word", planFor(1), beta, " yes "],
  ])("by typing %s", async (_, plan, context, answer) => {
    const asked: string[] = [];
    await approve(plan, context, contextWith({ answer, asked }));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain(answer.trim());
  });

  test("by --yes, without a question", async () => {
    const asked: string[] = [];
    await approve(planFor(3), beta, contextWith({ globals: { yes: true }, answer: "no", asked }));
    expect(asked).toEqual([]);
  });
});

describe("a plan is not approved", () => {
  test.each([
    ["another word", planFor(1), beta, "y"],
    ["nothing", planFor(1), beta, ""],
    ["yes for several hosts", planFor(2), beta, "yes"],
    ["the wrong number", planFor(2), beta, "1"],
    ["yes in a protected context", planFor(1), guarded, "yes"],
  ])("by typing %s", async (_, plan, context, answer) => {
    await expect(approve(plan, context, contextWith({ answer }))).rejects.toMatchObject({
      code: "not-confirmed",
    });
  });

  test("where nobody can be asked", async () => {
    await expect(approve(planFor(1), beta, contextWith())).rejects.toMatchObject({
      code: "needs-confirmation",
      hint: "Say --yes.",
    });
  });

  test("by --yes in a protected context: its name must be typed", async () => {
    const yes = { globals: { yes: true } };
    await expect(approve(planFor(1), guarded, contextWith(yes))).rejects.toMatchObject({
      code: "needs-confirmation",
    });
    await expect(
      approve(planFor(1), guarded, contextWith({ ...yes, answer: "yes" })),
    ).rejects.toMatchObject({ code: "not-confirmed" });
  });
});
