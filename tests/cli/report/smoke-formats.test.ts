import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatCheck, formatChecks } from "../../../cli/report/checks-text.ts";
import { formatSmokeJson } from "../../../cli/report/smoke-json.ts";
import { formatSmokeJunit } from "../../../cli/report/smoke-junit.ts";
import { formatSmokeNagios } from "../../../cli/report/smoke-nagios.ts";
import { formatSmokePrometheus } from "../../../cli/report/smoke-prometheus.ts";
import { formatSmokeTap } from "../../../cli/report/smoke-tap.ts";
import { formatAnswer, formatSmoke } from "../../../cli/report/smoke-text.ts";
import type { Answer, AnswerStatus, SmokeReport } from "../../../cli/smoke/check.ts";
import { checks } from "../../../cli/smoke/checks/index.ts";
import { doneReport, failedReport } from "./sample-report.ts";

const good: SmokeReport = { run: "7q2f", target: "sessionstore", answers: doneReport.smoke };
const bad: SmokeReport = { run: "7q2f", target: "sessionstore", answers: failedReport.smoke };
const at = new Date("2026-11-22T11:15:30Z");

/** A failing answer whose every text is `text`. */
function answerOf(text: string, status: AnswerStatus = "fail"): Answer {
  return {
    id: "crud",
    host: text,
    status,
    seconds: 1,
    asks: text,
    expected: text,
    actual: text,
    repeat: text,
    data: {
      request_id: text,
      log: [text],
      latency_ms: { [text]: { n: 1, p50: 1, p90: 1, p99: 1, max: 1 } },
    },
  };
}

const reportOf = (...answers: readonly Answer[]): SmokeReport => ({
  run: "r",
  target: "t",
  answers,
});

describe("a smoke run looks as it is written down here", () => {
  test.each([
    ["smoke-good.golden.txt", formatSmoke(good, { color: false })],
    ["smoke-bad.golden.txt", formatSmoke(bad, { color: false })],
    ["smoke-bad.golden.json", formatSmokeJson(bad)],
    ["smoke-bad.golden.tap", formatSmokeTap(bad)],
    ["smoke-bad.golden.xml", formatSmokeJunit(bad)],
    ["smoke-bad.golden.prom", formatSmokePrometheus(bad, at)],
    ["smoke-bad.golden.nagios", formatSmokeNagios(bad).text],
    ["checks.golden.txt", formatChecks(checks)],
    [
      "check-unit.golden.txt",
      checks
        .filter(({ id }) => id === "unit")
        .map(formatCheck)
        .join(""),
    ],
  ])("%s", async (golden, text) => {
    await expect(text).toMatchFileSnapshot(golden);
  });
});

describe("no value can pass for the format's own words", () => {
  const anything = fc.string({ unit: "binary", maxLength: 60 });
  const nasty = fc.oneof(
    anything,
    fc.constantFrom("\nok 2 - x", "# SKIP", "a|b", "'x'", "\x1b[31m", "]]>", "\nBail out!", '"} 1'),
  );

  test("text moves no cursor", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(formatAnswer(answerOf(text), { color: false })).not.toMatch(/[^\P{Cc}\n]/u);
      }),
    );
  });

  test("TAP has one test point an answer", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const lines = formatSmokeTap(reportOf(answerOf(text), answerOf(text, "skip"))).split("\n");
        expect(lines.filter((line) => /^(?:not )?ok\b/u.test(line))).toHaveLength(2);
        expect(lines.filter((line) => /^(?:Bail out!|\d+\.\.|pragma)/u.test(line))).toHaveLength(1);
        expect(lines[2]).not.toMatch(/(?<!\\)#/u);
      }),
    );
  });

  test("JUnit is XML 1.0 of the same shape", () => {
    const tags = (text: string) =>
      [...formatSmokeJunit(reportOf(answerOf(text))).matchAll(/<[^>]*>/gu)].map(([tag]) =>
        tag.replaceAll(/"[^"]*"/gu, '""'),
      );
    fc.assert(
      fc.property(nasty, (text) => {
        expect(tags(text)).toEqual(tags("x"));
        expect(formatSmokeJunit(reportOf(answerOf(text)))).toMatch(
          /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u,
        );
      }),
    );
  });

  test("Prometheus has a sample a line, and ends with a line end", () => {
    const sample =
      /^(?:# (?:HELP|TYPE) .*|kaskctl_\w+(?:\{(?:\w+="(?:\\.|[^"\\])*",?)+\})? [\d.]+)$/u;
    fc.assert(
      fc.property(nasty, (text) => {
        const lines = formatSmokePrometheus(reportOf(answerOf(text)), at).split("\n");
        expect(lines.at(-1)).toBe("");
        for (const line of lines.slice(0, -1)) expect(line).toMatch(sample);
      }),
    );
  });

  test("Nagios has one bar, and reads as much as it takes", () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 100 }), (text, n) => {
        const { text: said } = formatSmokeNagios(reportOf(...Array(n).fill(answerOf(text))));
        expect(said.split("|")).toHaveLength(2);
        expect(Buffer.byteLength(said)).toBeLessThan(4096);
      }),
    );
  });
});

describe("Nagios", () => {
  test.each<[readonly AnswerStatus[], number, string]>([
    [["pass", "skip"], 0, "KASK OK - 1/1 passed"],
    [["pass", "warn"], 1, "KASK WARNING - 1/2 passed: crud"],
    [["error", "warn"], 3, "KASK UNKNOWN - 0/2 passed: crud"],
    [["error", "fail"], 2, "KASK CRITICAL - 0/2 passed: crud"],
  ])("%j ends with %i", (statuses, exitCode, starts) => {
    const result = formatSmokeNagios(reportOf(...statuses.map((status) => answerOf("x", status))));
    expect(result.exitCode).toBe(exitCode);
    expect(result.text.startsWith(starts)).toBe(true);
  });
});

describe("Prometheus", () => {
  test("tells of a success only where there was one", () => {
    const name = "kaskctl_smoke_last_success_timestamp_seconds";
    expect(formatSmokePrometheus(good, at)).toContain(`${name} 1795346130\n`);
    expect(formatSmokePrometheus(bad, at)).not.toContain(name);
  });
});
