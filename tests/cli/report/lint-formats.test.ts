import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineIndex } from "../../../cli/hiera/positions.ts";
import { lintTexts } from "../../../cli/lint/lint.ts";
import type { Finding } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { failing, summarise } from "../../../cli/lint/summarise.ts";
import { formatLintCheckstyle } from "../../../cli/report/lint-checkstyle.ts";
import { formatLintGithub } from "../../../cli/report/lint-github.ts";
import { formatLintGitlab } from "../../../cli/report/lint-gitlab.ts";
import { formatLintJunit } from "../../../cli/report/lint-junit.ts";
import type { LintReport } from "../../../cli/report/lint-report.ts";
import { formatLintSarif } from "../../../cli/report/lint-sarif.ts";
import { formatLintText } from "../../../cli/report/lint-text.ts";
import { needs } from "../../support/requires.ts";

const fixtures = join(import.meta.dirname, "fixtures");

const nasty = 'päth: "]]> %0A :: \u{1b}[2J\u{202e}\u{1f600} <&\'\r\n"';

function finding(change: Partial<Finding> = {}): Finding {
  return {
    rule: "yaml/disallowed-class",
    severity: "error",
    file: "hieradata/common.yaml",
    line: 2,
    column: 7,
    endLine: 2,
    endColumn: 17,
    message: "This is a date to Puppet: 2026-01-01.",
    help: "Quote it.",
    path: ["b", "since"],
    url: "docs/reference/rules.md#yaml-disallowed-class",
    fix: {
      safety: "safe",
      title: "Quote the value.",
      edits: [
        { start: 11, end: 11, text: '"' },
        { start: 21, end: 21, text: '"' },
      ],
    },
    ...change,
  };
}

const text = "a: 1\nb:    2026-01-01\nc: 😀\n";

function reportOf(findings: readonly Finding[], change: Partial<LintReport> = {}): LintReport {
  const files = ["hieradata/common.yaml", "clean.yaml"];
  const counted = failing(findings, "error");
  return {
    findings,
    summary: summarise(findings, files.length),
    rules: rules.filter(({ id }) => ["yaml/disallowed-class", "yaml/syntax"].includes(id)),
    files,
    sourceOf: () => text,
    placesOf: lineIndex,
    isFailing: (each) => counted.includes(each),
    cwd: "/home/alice/puppet",
    version: "1.2.3",
    ...change,
  };
}

const several = reportOf(
  [
    finding(),
    finding({
      severity: "warning",
      rule: "yaml/syntax",
      file: "/home/alice/puppet/a b/ü.yaml",
      endLine: 3,
      endColumn: 2,
      message: nasty,
      path: [],
      fix: { safety: "unsafe", title: nasty, edits: [{ start: 0, end: 5, text: nasty }] },
    }),
    finding({ severity: "info", file: "/etc/elsewhere.yaml", help: undefined as never }),
    finding({ severity: "info", file: "<stdin>", fix: undefined as never }),
  ],
  {
    files: [
      "hieradata/common.yaml",
      "/home/alice/puppet/a b/ü.yaml",
      "/etc/elsewhere.yaml",
      "<stdin>",
      "clean.yaml",
    ],
  },
);

const formats = {
  txt: ({ findings, summary }: LintReport) =>
    formatLintText(findings, summary, (file) => (file.startsWith("hiera") ? text : undefined), {
      color: false,
      width: 80,
    }),
  "sarif.json": formatLintSarif,
  "github.txt": formatLintGithub,
  "gitlab.json": formatLintGitlab,
  "checkstyle.xml": formatLintCheckstyle,
  "junit.xml": formatLintJunit,
} as const;

test("SARIF counts the lines of a text once, however many fixes it has", () => {
  let counted = 0;
  const placesOf = (source: string) => {
    counted++;
    return lineIndex(source);
  };
  formatLintSarif(reportOf([finding(), finding({ line: 3 })], { placesOf }));
  expect(counted).toBe(1);
});

describe("the golden file of", () => {
  test.each(Object.entries(formats))("%s shows every kind of finding", async (name, format) => {
    const golden = join(import.meta.dirname, `lint.golden.${name}`);
    await expect(format(withoutRulesText(several))).toMatchFileSnapshot(golden);
  });
});

/** A rule's words are its own affair; the golden files shall not change with them. */
function withoutRulesText(report: LintReport): LintReport {
  const example = { target: "tree", text: "a: 1\n" } as const;
  const words = { summary: "S.", why: "W.", bad: example, good: example };
  return { ...report, rules: report.rules.map((rule) => ({ ...rule, ...words })) };
}

const anyFinding = fc
  .record({
    rule: fc.constantFrom(...rules.map(({ id }) => id)),
    severity: fc.constantFrom("info", "warning", "error"),
    file: fc.string({ unit: "binary", minLength: 1 }),
    message: fc.string({ unit: "binary" }),
    help: fc.string({ unit: "binary" }),
    path: fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.nat())),
  } satisfies { [member in keyof Finding]?: fc.Arbitrary<Finding[member]> })
  .map(finding);

const anyReport = fc
  .array(anyFinding, { maxLength: 4 })
  .map((findings) => reportOf(findings, { rules, files: findings.map(({ file }) => file) }));

describe("SARIF", () => {
  const schema = JSON.parse(readFileSync(join(fixtures, "sarif-schema-2.1.0.json"), "utf8"));
  const validate = new Ajv({
    strict: false,
    validateFormats: false,
    // The schema has a pattern that is no regular expression of ECMAScript's Unicode mode.
    unicodeRegExp: false,
  }).compile(schema);

  test("is valid against the schema of OASIS, whatever the findings say", () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const log = JSON.parse(formatLintSarif(report));
        expect(validate(log) || validate.errors).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("tells the other places of a mistake", () => {
    const related = [{ line: 1, column: 2, endLine: 1, endColumn: 5 }];
    const log = JSON.parse(formatLintSarif(reportOf([finding({ related })])));
    expect(validate(log) || validate.errors).toBe(true);
    expect(log.runs[0].results[0].relatedLocations[0].physicalLocation.region).toEqual({
      startLine: 1,
      startColumn: 2,
      endLine: 1,
      endColumn: 5,
    });
  });

  test("explains only the rules that found something", () => {
    const log = JSON.parse(formatLintSarif(reportOf([finding()], { rules })));
    const explained = log.runs[0].tool.driver.rules.filter((rule: object) => "help" in rule);
    expect(explained.map(({ id }: { id: string }) => id)).toEqual(["yaml/disallowed-class"]);
    expect(log.runs[0].tool.driver.rules).toHaveLength(rules.length);
  });

  test("has only relative URIs for what lies below the folder, and URIs that can be read back", () => {
    const uris = JSON.parse(formatLintSarif(several)).runs[0].results.map(
      (result: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
        result.locations[0]?.physicalLocation.artifactLocation.uri,
    );
    expect(uris).toEqual([
      "hieradata/common.yaml",
      "a%20b/%C3%BC.yaml",
      "file:///etc/elsewhere.yaml",
      "%3Cstdin%3E",
    ]);
  });

  test("gives fixes that, made by line and column, do what the fix does", () => {
    const found = lintTexts([{ text: "k: 2026-01-01\n", file: "x.yaml", target: "horizon" }], {
      rules,
    });
    const report = reportOf(found, { rules, files: ["x.yaml"], sourceOf: () => "k: 2026-01-01\n" });
    const [result] = JSON.parse(formatLintSarif(report)).runs[0].results;
    const [change] = result.fixes[0].artifactChanges;
    const inserted = change.replacements.map(
      (each: { deletedRegion: { startColumn: number }; insertedContent: { text: string } }) =>
        [each.deletedRegion.startColumn, each.insertedContent.text] as const,
    );
    expect(inserted.length).toBeGreaterThan(0);
    expect(inserted[0][0]).toBe((found[0]?.fix?.edits[0]?.start ?? 0) + 1);
  });
});

describe("fingerprints", () => {
  const prints = (report: LintReport): readonly string[] =>
    JSON.parse(formatLintGitlab(report)).map((each: { fingerprint: string }) => each.fingerprint);

  test("stay when lines move, and change with what the line says", () => {
    const moved = reportOf([finding({ line: 4 })], { sourceOf: () => `# one\n# two\n${text}` });
    const other = reportOf([finding()], { sourceOf: () => text.replace("01-01", "02-02") });
    const original = prints(reportOf([finding()]));
    expect(prints(moved)).toEqual(original);
    expect(prints(other)).not.toEqual(original);
  });

  test("differ for each finding of a run, equal ones too", () => {
    expect(new Set(prints(reportOf([finding(), finding(), finding()]))).size).toBe(3);
  });
});

/** What GitHub's runner reads from a line, by its own rules. */
function readCommand(line: string) {
  const [, command, properties = "", message = ""] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
  const decode = (word: string): string =>
    word
      .replaceAll("%2C", ",")
      .replaceAll("%3A", ":")
      .replaceAll("%0D", "\r")
      .replaceAll("%0A", "\n")
      .replaceAll("%25", "%");
  const pairs = properties.split(",").map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), decode(pair.slice(at + 1))];
  });
  return { command, properties: Object.fromEntries(pairs), message: decode(message) };
}

describe("GitHub's workflow commands", () => {
  test("are one line each and come back as they were meant, whatever the findings say", () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const lines = formatLintGithub(report).split("\n").slice(0, -1);
        expect(lines).toHaveLength(report.findings.length);
        for (const line of lines) {
          const { command, properties } = readCommand(line);
          expect(["error", "warning", "notice"]).toContain(command);
          expect(Object.keys(properties)).toEqual([
            "file",
            "line",
            "endLine",
            "col",
            "endColumn",
            "title",
          ]);
          expect(properties.title).toMatch(/^kaskctl [a-z]+\/[a-z0-9-]+$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("name no columns where a finding spans lines", () => {
    const line = formatLintGithub(reportOf([finding({ endLine: 9 })]));
    expect(readCommand(line.trimEnd()).properties).toEqual({
      file: "hieradata/common.yaml",
      line: "2",
      endLine: "9",
      title: "kaskctl yaml/disallowed-class",
    });
  });
});

/** Sends many documents through one run of a program. */
function run(command: string, args: readonly string[], stdin: string) {
  const { status, stdout, stderr } = spawnSync(command, args, { input: stdin, encoding: "utf8" });
  return { status, stdout, stderr };
}

const somePlain = fc.sample(anyReport, { numRuns: 30, seed: 7 });

describe("Checkstyle's XML", () => {
  needs("xmllint")("is valid, whatever the findings say", () => {
    for (const report of [several, ...somePlain]) {
      const args = ["--noout", "--schema", join(fixtures, "checkstyle.xsd"), "-"];
      const { status, stderr } = run("xmllint", args, formatLintCheckstyle(report));
      expect({ status, stderr }).toEqual({ status: 0, stderr: "- validates\n" });
    }
  });
});

describe("JUnit's XML", () => {
  const script = `
import json, sys
from junitparser import JUnitXml
xml = JUnitXml.fromstring(sys.stdin.buffer.read())
print(json.dumps([[suite.name, suite.tests, suite.failures,
  [[type(result).__name__ for result in case.result] for case in suite]] for suite in xml]))`;

  needs("junitparser")("is what junitparser reads, with the same counts", () => {
    const { stdout, stderr } = run("/usr/bin/python3", ["-c", script], formatLintJunit(several));
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual([
      ["hieradata/common.yaml", 1, 1, [["Failure"]]],
      ["a b/ü.yaml", 1, 0, [[]]],
      ["/etc/elsewhere.yaml", 1, 0, [[]]],
      ["<stdin>", 1, 0, [[]]],
      ["clean.yaml", 1, 0, [[]]],
    ]);
  });

  needs("xmllint")("is well-formed, whatever the findings say", () => {
    for (const report of somePlain) {
      expect(run("xmllint", ["--noout", "-"], formatLintJunit(report))).toMatchObject({
        status: 0,
      });
    }
  });
});
