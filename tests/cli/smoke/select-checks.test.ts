import { describe, expect, test } from "vitest";
import { checks } from "../../../cli/smoke/checks/index.ts";
import { selectChecks } from "../../../cli/smoke/select-checks.ts";
import { targetFromUrl } from "../../../cli/smoke/target.ts";

const target = targetFromUrl("http://127.0.0.1:1/v1/");
const nothing = { readOnly: false, only: [], skip: [] };

describe("a choice of checks", () => {
  test.each([
    ["what is skipped by name", { ...nothing, only: ["crud"], skip: ["crud"] }],
    ["a check of a host, of a URL", { ...nothing, only: ["unit"] }],
    ["what writes, of a run that may only read", { ...nothing, only: ["crud"], readOnly: true }],
  ])("that leaves nothing to ask is refused: %s", (_, options) => {
    expect(() => selectChecks(checks, target, options)).toThrow("No check is left to ask");
  });

  test("says of each check that is left out why", () => {
    const { asked, skipped } = selectChecks(checks, target, nothing);
    expect(asked.every(({ layer }) => layer === "http")).toBe(true);
    expect(asked[0]?.id).toBe("healthz");
    expect(skipped.map(({ actual }) => actual)).toEqual(
      skipped.map(() => "a URL says nothing about the host behind it"),
    );
  });
});
