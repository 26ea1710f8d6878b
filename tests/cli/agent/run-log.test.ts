import { mkdtempSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openRunLog } from "../../../cli/agent/run-log.ts";

test("a very long log is written whole, and kept as its errors and its newest lines", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kaskctl-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const log = openRunLog(join(folder, "run.log"), () => (line) => line);
  log.add("Error: early");
  for (let number = 0; number < 50_000; number++) log.add("");
  log.add("last");
  await log.flush();
  expect(log.count).toBe(50_002);
  expect(log.lines.filter((line) => line !== "")).toEqual(["Error: early", "last"]);
  expect(log.lines.length).toBeLessThan(25_000);
  const text = await readFile(log.path, "utf8");
  expect(text.split("\n").length).toBe(50_003);
});
