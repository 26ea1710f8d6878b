import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../../scripts/support/root.ts";
import { startListeningKask } from "../support/kask-process.ts";
import { ask } from "../support/running-kask.ts";

test("the bundle of kask serves Cassandra where there is no lmdb", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kask-alone-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, "kask.cjs");
  copyFileSync(join(root, "dist", "kask.js"), program);
  const settings = { cassandra: { hosts: ["127.0.0.1"], port: 1 } };
  const kask = await startListeningKask({ program: [process.execPath, program], settings });
  onTestFinished(() => kask.close());
  expect((await ask(kask.port, "GET", "/healthz")).status).toBe(200);
});
