import { describe, expect, test } from "vitest";
import type { Finding, LintSummary } from "../../../cli/lint/rule.ts";
import { formatLintCompact, formatLintText, summaryLine } from "../../../cli/report/lint-text.ts";

const text = "service:\n  port: 8080\n  listen_port: 8081\n";

function finding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: "service/port-differs",
    severity: "error",
    file: "hiera.yaml",
    line: 3,
    column: 16,
    endLine: 3,
    endColumn: 20,
    message: "Kask listens on 8081, but port is 8080.",
    help: "Write 8080 in both places.",
    path: ["service", "listen_port"],
    url: "docs/reference/rules.md#service-port-differs",
    ...changes,
  };
}

const oneError: LintSummary = { files: 1, errors: 1, warnings: 0, infos: 0 };
const plain = { color: false, width: 80 };

describe("the text report", () => {
  test("shows place, severity, message, rule, code, help and page of a finding", () => {
    const sources = new Map([["hiera.yaml", text]]);
    expect(formatLintText([finding()], oneError, (file) => sources.get(file), plain)).toBe(
      `hiera.yaml:3:16: error: Kask listens on 8081, but port is 8080. [service/port-differs]
  2 |   port: 8080
  3 |   listen_port: 8081
    |                ^^^^
  help: Write 8080 in both places.
  see: kaskctl rules service/port-differs

1 error in 1 file.
`,
    );
  });

  test("shows no value of a key that names a secret, in the line or the one above it", () => {
    const place = { line: 3, column: 13, endLine: 3, endColumn: 20 };
    const source = "service:\n  api_token: 0a1b2c3d\n  password: hunter2\n";
    const report = formatLintText([finding(place)], oneError, () => source, plain);
    expect(report).toContain("  2 |   api_token: [secret]\n  3 |   password: [secret]\n");
    expect(report).not.toMatch(/0a1b|hunter2/);
  });

  test("leaves the frame out where the text is not given", () => {
    expect(formatLintText([finding()], oneError, () => undefined, plain)).not.toContain("|");
  });

  test("colours only when asked", () => {
    const sources = new Map([["hiera.yaml", text]]);
    const report = (color: boolean) =>
      formatLintText([finding()], oneError, (file) => sources.get(file), { color, width: 80 });
    expect(report(true)).toContain("\x1b[31merror\x1b[39m");
    expect(report(false)).not.toContain("\x1b");
  });

  test("writes control characters of the text out, and keeps the carets under the place", () => {
    const sources = new Map([["a\x07.yaml", 'k: "\x1b[2J\u202e" x\n']]);
    const place = { file: "a\x07.yaml", line: 1, column: 12, endLine: 1, endColumn: 13 };
    const report = formatLintText(
      [finding({ ...place, message: "found \x1b]0;title\x07" })],
      oneError,
      (file) => sources.get(file),
      plain,
    );
    expect(report.replaceAll("\n", "")).toMatch(/^[\x20-\x7e]*$/u);
    const [code, carets] = report.split("\n").slice(1, 3) as [string, string];
    expect(code[carets.indexOf("^")]).toBe("x");
  });

  test("cuts a long line around the place", () => {
    const sources = new Map([
      ["hiera.yaml", `${"a".repeat(1_000_000)}: here ${"b".repeat(5000)}\n`],
    ]);
    const place = { line: 1, column: 1_000_003, endLine: 1, endColumn: 1_000_007 };
    const report = formatLintText([finding(place)], oneError, (file) => sources.get(file), plain);
    const [code, carets] = report.split("\n").slice(1, 3) as [string, string];
    expect(code.length).toBeLessThanOrEqual(80);
    expect(code.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("here");
  });

  test("points at the end of a line that is shorter than the place says", () => {
    const sources = new Map([["hiera.yaml", "a: b"]]);
    const report = formatLintText(
      [finding({ line: 1, column: 5, endLine: 1, endColumn: 5 })],
      oneError,
      (file) => sources.get(file),
      plain,
    );
    expect(report).toContain("1 | a: b\n    |     ^\n");
  });
});

test.each([
  [{ files: 3, errors: 0, warnings: 0, infos: 0 }, "No findings in 3 files."],
  [{ files: 1, errors: 2, warnings: 1, infos: 0 }, "2 errors and 1 warning in 1 file."],
  [{ files: 2, errors: 1, warnings: 2, infos: 3 }, "1 error, 2 warnings and 3 infos in 2 files."],
])("the summary of %j is %j", (summary, line) => {
  expect(summaryLine(summary)).toBe(line);
});

test("the compact report is one line a finding", () => {
  expect(formatLintCompact([finding(), finding({ line: 4, severity: "warning" })])).toBe(
    `hiera.yaml:3:16: error: Kask listens on 8081, but port is 8080. [service/port-differs]
hiera.yaml:4:16: warning: Kask listens on 8081, but port is 8080. [service/port-differs]
`,
  );
});
