import { describe, expect, test } from "vitest";
import { deployJson, formatDeployJson } from "../../../cli/report/deploy-json.ts";
import { formatDeploy } from "../../../cli/report/deploy-text.ts";
import { formatMs, formatSeconds } from "../../../cli/report/duration.ts";
import { hexdump } from "../../../cli/report/hexdump.ts";
import { doneReport, failedReport } from "./sample-report.ts";

describe("a deploy looks as it is written down here", () => {
  test.each([
    ["deploy-done.golden.txt", formatDeploy(doneReport, { color: false })],
    ["deploy-failed.golden.txt", formatDeploy(failedReport, { color: false })],
    ["deploy-failed.golden.json", formatDeployJson(failedReport)],
  ])("%s", async (golden, text) => {
    await expect(text).toMatchFileSnapshot(golden);
  });

  test("and in colour says the same", () => {
    const coloured = formatDeploy(failedReport, { color: true });
    expect(coloured).toContain("\x1b[31m✗\x1b[39m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them.
    expect(coloured.replaceAll(/\x1b\[\d+m/gu, "")).toBe(
      formatDeploy(failedReport, { color: false }),
    );
  });
});

describe("the JSON of a deploy", () => {
  test("has the members that were promised", () => {
    expect(Object.keys(deployJson(doneReport))).toEqual(
      expect.arrayContaining([
        ...["schema_version", "id", "context", "service", "outcome"],
        ...["steps", "findings", "plan", "agent", "smoke"],
      ]),
    );
    expect(deployJson({ ...doneReport, plan: undefined })).toMatchObject({
      plan: null,
      agent: { runs: [{ outcome: "changed" }] },
      smoke: { summary: { passed: 5, failed: 0, errors: 0, warnings: 1, skipped: 0 } },
    });
  });

  test("holds no text of the ENC, only digests", () => {
    expect(formatDeployJson(doneReport)).not.toContain("password: cassandra");
  });
});

describe("durations", () => {
  test.each([
    [0.4234, "0.42 ms"],
    [3.14, "3.1 ms"],
    [128.4, "128 ms"],
    [1500, "1.5 s"],
  ])("%d ms is %s", (milliseconds, text) => {
    expect(formatMs(milliseconds)).toBe(text);
  });

  test.each([
    [0.045, "45 ms"],
    [0.3, "0.3 s"],
    [9.96, "10 s"],
    [59.6, "1 min 00 s"],
    [125, "2 min 05 s"],
  ])("%d s is %s", (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});

test("a hexdump shows sixteen bytes a line, with their place and their text", () => {
  expect(hexdump(Buffer.from("0123456789abcdef\0!").toString("hex"), 16)).toEqual([
    "00000010  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef",
    "00000020  00 21                                            .!",
  ]);
});
