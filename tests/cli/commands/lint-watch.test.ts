import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { folderWith, lint } from "./lint-support.ts";

const bad = "a: 2026-01-01\n";

/** `lint --watch` whose reports, and lines on stderr, can be waited for, one after another. */
function watching(folder: string, words: readonly string[]) {
  const stop = new AbortController();
  const reports: string[] = [];
  const lines: string[] = [];
  let wake = () => {};
  const format = words.includes("-f") ? [] : ["-f", "compact"];
  const ended = lint(folder, [...words, "--watch", ...format], {
    signal: stop.signal,
    onPrint: (text) => {
      reports.push(text);
      wake();
    },
    onProgress: (line) => {
      lines.push(line);
      wake();
    },
  });
  ended.catch(() => {});
  onTestFinished(() => stop.abort(new Error("stopped")));
  const first = async (queue: string[]): Promise<string> => {
    while (queue.length === 0) {
      await Promise.race([
        ended,
        new Promise<void>((resolve) => {
          wake = resolve;
        }),
      ]);
    }
    return queue.shift() ?? "";
  };
  return { next: () => first(reports), nextLine: () => first(lines), stop, ended };
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

  /** Ways in which programs save a file. */
  const saves: readonly (readonly [string, (path: string, text: string) => void])[] = [
    ["writes in place", writeFileSync],
    [
      "renames a file of the same folder",
      (path, text) => {
        writeFileSync(`${path}~`, text);
        renameSync(`${path}~`, path);
      },
    ],
    [
      "removes the file and writes another",
      (path, text) => {
        unlinkSync(path);
        writeFileSync(path, text);
      },
    ],
  ];

  test.each(saves)("follows a file in a folder of a folder where an editor %s", async (_, save) => {
    const folder = folderWith({ "t/deep/x.yaml": bad, "t/y.yaml": "a: b\n" });
    const { next } = watching(folder, ["t"]);
    expect(linesOf(await next())).toEqual(["t/deep/x.yaml:1:4"]);
    for (const line of [2, 3, 4, 5]) {
      save(join(folder, "t/deep/x.yaml"), `${"# more\n".repeat(line - 1)}${bad}`);
      expect(linesOf(await next())).toEqual([`t/deep/x.yaml:${line}:4`]);
    }
  });

  test("follows folders that are made, renamed and made again", async () => {
    const folder = folderWith({ "t/x.yaml": "a: b\n", "o/p/y.yaml": bad });
    const at = (path: string) => join(folder, path);
    const { next } = watching(folder, ["t"]);
    await next();
    renameSync(at("o"), at("t/o"));
    expect(linesOf(await next())).toEqual(["t/o/p/y.yaml:1:4"]);
    renameSync(at("t/o"), at("t/n"));
    expect(linesOf(await next())).toEqual(["t/n/p/y.yaml:1:4"]);
    writeFileSync(at("t/n/p/y.yaml"), `#\n${bad}`);
    expect(linesOf(await next())).toEqual(["t/n/p/y.yaml:2:4"]);
    rmSync(at("t/n"), { recursive: true });
    mkdirSync(at("t/n/p"), { recursive: true });
    writeFileSync(at("t/n/p/y.yaml"), `#\n#\n${bad}`);
    for (let found = ""; found !== "t/n/p/y.yaml:3:4"; ) found = linesOf(await next()).join(" ");
    writeFileSync(at("t/n/p/y.yaml"), bad);
    expect(linesOf(await next())).toEqual(["t/n/p/y.yaml:1:4"]);
  });

  test("follows a watched folder that is exchanged for another one", async () => {
    const folder = folderWith({ "one/x.yaml": bad, "two/x.yaml": `#\n${bad}` });
    const at = (path: string) => join(folder, path);
    symlinkSync("one", at("now"));
    const { next } = watching(folder, ["now"]);
    expect(linesOf(await next())).toEqual(["now/x.yaml:1:4"]);
    symlinkSync("two", at("later"));
    renameSync(at("later"), at("now"));
    expect(linesOf(await next())).toEqual(["now/x.yaml:2:4"]);
    writeFileSync(at("two/x.yaml"), `#\n#\n${bad}`);
    expect(linesOf(await next())).toEqual(["now/x.yaml:3:4"]);
  });

  test.each(["compact", "text", "json"])(
    "says on stderr why a text is missing, also where the report is %s",
    async (format) => {
      const folder = folderWith({ "x.yaml": bad });
      const { next, nextLine } = watching(folder, ["x.yaml", "-f", format]);
      await next();
      expect(await nextLine()).toBe("Watching for saves; Ctrl-C ends it.");
      writeFileSync(join(folder, "x.yaml"), Buffer.of(0xe9, 0x0a));
      expect(await nextLine()).toContain("x.yaml: it is not UTF-8 text.");
      writeFileSync(join(folder, "x.yaml"), bad);
      await next();
      unlinkSync(join(folder, "x.yaml"));
      expect(await nextLine()).toBe("x.yaml is gone.");
    },
  );

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
