import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { folderWith, lint } from "./lint-support.ts";

const bad = "a: 2026-01-01\n";

/** `lint --watch` whose reports can be waited for, one after another. */
function watching(folder: string, words: readonly string[]) {
  const stop = new AbortController();
  const reports: string[] = [];
  let wake = () => {};
  const ended = lint(folder, [...words, "--watch", "-f", "compact"], {
    signal: stop.signal,
    onPrint: (text) => {
      reports.push(text);
      wake();
    },
  });
  ended.catch(() => {});
  onTestFinished(() => stop.abort(new Error("stopped")));
  const next = async (): Promise<string> => {
    while (reports.length === 0) {
      await Promise.race([
        ended,
        new Promise<void>((resolve) => {
          wake = resolve;
        }),
      ]);
    }
    return reports.shift() ?? "";
  };
  return { next, stop, ended };
}

const linesOf = (report: string) => report.match(/\S+:\d+:\d+/g) ?? [];

describe("lint --watch", () => {
  test("reports at once, and again when a file is saved, made or removed", async () => {
    const folder = folderWith({ "t/x.yaml": bad });
    const { next } = watching(folder, ["t"]);
    expect(linesOf(await next())).toEqual(["t/x.yaml:1:4"]);
    writeFileSync(join(folder, "t/x.yaml"), `# later\n${bad}`);
    expect(linesOf(await next())).toEqual(["t/x.yaml:2:4"]);
    mkdirSync(join(folder, "t/deep"));
    writeFileSync(join(folder, "t/deep/y.yaml"), bad);
    expect(linesOf(await next())).toEqual(["t/deep/y.yaml:1:4", "t/x.yaml:2:4"]);
    rmSync(join(folder, "t/deep"), { recursive: true });
    expect(linesOf(await next())).toEqual(["t/x.yaml:2:4"]);
  });

  test("follows a file that an editor replaces by renaming", async () => {
    const folder = folderWith({ "x.yaml": bad });
    const { next } = watching(folder, ["x.yaml"]);
    expect(linesOf(await next())).toEqual(["x.yaml:1:4"]);
    for (const line of [2, 3]) {
      writeFileSync(join(folder, ".x.yaml.swp"), `${"# more\n".repeat(line - 1)}${bad}`);
      renameSync(join(folder, ".x.yaml.swp"), join(folder, "x.yaml"));
      expect(linesOf(await next())).toEqual([`x.yaml:${line}:4`]);
    }
  });

  test("says nothing of what changes no finding, or is not linted", async () => {
    const folder = folderWith({ "t/x.yaml": bad });
    const { next } = watching(folder, ["t"]);
    await next();
    writeFileSync(join(folder, "t/notes.txt"), "no\n");
    writeFileSync(join(folder, "t/.hidden.yaml"), bad);
    writeFileSync(join(folder, "t/x.yaml"), `${bad}b: 1\n`);
    writeFileSync(join(folder, "t/x.yaml"), `# first\n${bad}`);
    expect(linesOf(await next())).toEqual(["t/x.yaml:2:4"]);
  });

  test("ends with the reason of the signal", async () => {
    const { next, stop, ended } = watching(folderWith({ "t/x.yaml": bad }), ["t"]);
    await next();
    stop.abort(new Error("Stopped by SIGINT."));
    await expect(ended).rejects.toThrow("Stopped by SIGINT.");
  });

  test("is refused where there is nothing to watch", async () => {
    await expect(watching(folderWith({}), ["nowhere"]).ended).rejects.toMatchObject({
      code: "file-unreadable",
    });
  });
});
