import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { changedLines, onlyChanged } from "../../../cli/lint/silence/changed-lines.ts";
import { lint } from "./lint-support.ts";

const folder = mkdtempSync(join(tmpdir(), "kaskctl-since-"));
afterAll(() => rmSync(folder, { recursive: true }));

const git = (...words: readonly string[]) => {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
  const { status, stdout, stderr } = spawnSync("git", [...who, ...words], { cwd: folder });
  if (status !== 0) throw new Error(String(stderr));
  return String(stdout);
};

/** What git itself says changed between two texts of a file. */
const since = (before: string, after: string, file = "a.yaml") => {
  git("init", "-q");
  writeFileSync(join(folder, file), before);
  git("add", ".");
  git("commit", "-q", "--allow-empty", "-m", "before");
  writeFileSync(join(folder, file), after);
  return changedLines(git("diff", "-U0", "--src-prefix=a/", "--dst-prefix=b/", "HEAD"));
};

const ten = Array.from({ length: 10 }, (_, n) => `k${n}: ::${n}`);
const text = (lines: readonly string[]) => lines.join("\n");

describe("the findings on changed lines are", () => {
  test.each([
    ["a line that changed", ten.with(3, "k3: ::x"), [4]],
    ["lines that are new", ten.toSpliced(5, 0, "n: ::1", "m: ::1"), [6, 7]],
    ["the neighbours of lines that went", ten.toSpliced(5, 2), [5, 6]],
    ["the first line, of lines that went before it", ten.toSpliced(0, 2), [1]],
    ["lines that look like a diff's own", ten.with(3, "++ b/x: ::1"), [4]],
    ["the last line, when its line end is new", [...ten, ""], [10]],
    ["none", ten, []],
  ])("%s", (_, lines, expected) => {
    const findings = lint(text(lines), "tree", "a.yaml");
    const changed = onlyChanged(findings, since(text(ten), text(lines)));
    expect(changed.map(({ line }) => line)).toEqual(expected);
  });

  const service = (lines: string) =>
    `profile::docker::runner::service_defs:\n  kask:\n    image_name: kask\n    version: v1.0.19\n${lines}`;
  const config = "    config:\n      listen_address: 0.0.0.0\n      listen_port: 8081\n";

  test.each([
    ["the second key of two", "b: 1\na: 1\n", "a: 2\nb: 1\na: 1\n", "yaml/duplicate-key"],
    [
      "an alias that shares",
      "a: [1]\nb: 1\nc: *l\n",
      "a: &l [1]\nb: 1\nc: *l\n",
      "yaml/horizon-alias",
    ],
    [
      "an alias of a list below its anchor",
      "a:\n- 1\nb: 1\nc: *l\n",
      "a: &l\n- 1\nb: 1\nc: *l\n",
      "yaml/horizon-alias",
    ],
    [
      "the port inside",
      service(`${config}    port: 8081\n`),
      service(`${config}    port: 8080\n`),
      "service/port-differs",
    ],
    [
      "the port outside",
      service(`${config}    port: 8081\n`),
      service(`${config.replace(/.*listen_port.*\n/u, "")}    port: 8081\n`),
      "service/port-differs",
    ],
  ])("what a change elsewhere makes of %s", (_, before, after, rule) => {
    const findings = lint(after, "horizon", "a.yaml");
    const changed = onlyChanged(findings, since(before, after)).map((finding) => finding.rule);
    expect(changed).toContain(rule);
  });

  test("those of a file whose name git puts into quotes", () => {
    const file = 'ä "\t.yaml';
    const findings = lint(text(ten.with(0, "k: ::x")), "tree", file);
    const changed = onlyChanged(findings, since(text(ten), text(ten.with(0, "k: ::x")), file));
    expect(changed.map(({ line }) => line)).toEqual([1]);
  });

  test("all of a file that git does not know", () => {
    const findings = lint(text(ten), "tree", "x/new.yaml");
    const nothing = changedLines("", ["new.yaml"]);
    expect(onlyChanged(findings, nothing, (file) => file.slice(2))).toHaveLength(10);
    expect(onlyChanged(findings, nothing)).toEqual([]);
  });

  test("a text that does not parse any more, wherever the parser gives up", () => {
    const broken = ["k: '1", ...ten];
    const findings = lint(text(broken), "tree", "a.yaml");
    expect(onlyChanged(findings, since(text(ten), text(broken)))).toHaveLength(1);
  });
});
