import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import {
  applyBaseline,
  baselineOf,
  decodeBaseline,
  encodeBaseline,
} from "../../../cli/lint/silence/baseline.ts";
import { lint } from "./lint-support.ts";

const run = (text: string, file = "a.yaml") => ({
  findings: lint(text, "tree", file),
  sources: new Map([[file, text]]),
});

const text = "a: ::1\nb: 2024-01-01\nb: ::1\n";
const first = run(text);
const baseline = baselineOf(first.findings, first.sources, posix.normalize);

const against = (next: ReturnType<typeof run>) => {
  const { findings, ...counts } = applyBaseline(
    next.findings,
    baseline,
    next.sources,
    posix.normalize,
  );
  return { shown: findings.map(({ line, rule }) => `${line} ${rule}`), ...counts };
};

describe("a baseline knows a finding", () => {
  test.each([
    ["as it was", text],
    ["whose line moved", `# new\n\n${text}`],
    ["whose line is indented otherwise", text.replaceAll(/^(?=.)/gmu, "  ")],
    ["whose line ends otherwise", text.replaceAll("\n", "\r\n")],
  ])("%s", (_, changed) => {
    expect(against(run(changed))).toEqual({ shown: [], baselined: 4, stale: 0 });
  });

  test("in a file that is named in another way", () => {
    expect(against(run(text, "./x/../a.yaml")).baselined).toBe(4);
  });
});

describe("a baseline does not know a finding", () => {
  test("whose line is another, and then the old one is stale", () => {
    const next = run(text.replace("a: ::1", "a: ::2"));
    expect(against(next)).toEqual({ shown: ["1 yaml/psych-symbol"], baselined: 3, stale: 1 });
  });

  test("that is there more often than before", () => {
    const next = run(`${text}b: ::1\n`);
    expect(against(next).shown).toEqual(["4 yaml/duplicate-key", "4 yaml/psych-symbol"]);
  });

  test("in another file, whose own entries are not stale before it is linted", () => {
    expect(against(run(text, "b.yaml"))).toMatchObject({ baselined: 0, stale: 0 });
  });
});

test("what is mended is stale", () => {
  expect(against(run("a: '::1'\n"))).toEqual({ shown: [], baselined: 0, stale: 4 });
});

test("a baseline comes back from its file, one line per entry, without the lines' text", () => {
  const encoded = encodeBaseline(baseline);
  expect(decodeBaseline(encoded, "x")).toMatchObject(baseline);
  expect(encoded.split("\n").filter((line) => line.includes('"rule"'))).toHaveLength(4);
  expect(encoded).not.toContain("::1");
  expect(decodeBaseline(encodeBaseline({ findings: [] }), "x").findings).toEqual([]);
});

test.each([
  ["{", "it is not JSON"],
  ["[]", "no baseline"],
  ['{"schema_version":2,"findings":[]}', "no baseline"],
  ['{"schema_version":1}', "no list"],
  ['{"schema_version":1,"findings":[{"rule":"a"}]}', "entry 1"],
])("%s is refused", (content, reason) => {
  expect(() => decodeBaseline(content, "x.json")).toThrow(reason);
});
