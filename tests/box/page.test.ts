import { readFileSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../scripts/support/root.ts";
import { consoleSteps, problemsOf, scriptOf } from "../support/console-steps.ts";
import { kaskctl, runProcess } from "../support/programs.ts";
import { cacheHome } from "./box-options.ts";
import { describeOnBox } from "./on-box.ts";
import { newRunFolder, removeRun } from "./run-folder.ts";

describeOnBox("the page about boxes", () => {
  test("does what it says, command by command", async () => {
    const folder = await newRunFolder();
    try {
      await symlink(kaskctl, join(folder, "kaskctl"));
      const steps = consoleSteps(readFileSync(join(root, "docs/how-to/box.md"), "utf8"));
      expect(steps.length).toBeGreaterThan(4);
      const path = [folder, dirname(process.execPath), process.env["PATH"]].join(":");
      const env = { PATH: path, XDG_CACHE_HOME: cacheHome, KASKCTL_SITE: "" };
      const ended = await runProcess("bash", ["-c", scriptOf(steps)], { cwd: folder, env });
      expect(problemsOf(steps, ended)).toEqual([]);
    } finally {
      await removeRun(folder);
    }
  });
});
