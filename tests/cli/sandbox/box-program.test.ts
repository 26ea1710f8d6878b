import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BoxPlace } from "../../../cli/sandbox/box/place.ts";
import {
  insideBox,
  runProgram,
  startProgram,
  untilReady,
} from "../../../cli/sandbox/box/program.ts";
import { runToEnd } from "../../../cli/sandbox/box/run-to-end.ts";
import { testWorld } from "../../support/test-world.ts";

let place: BoxPlace;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "kaskctl-program-"));
  place = {
    ...{ id: "0".repeat(24), network: "198.18.7", gateway: "198.18.7.1", bridge: "kask-0" },
    ...{ cgroup: "kaskctl-0", folder, logs: folder, temporary: folder, runtimeFolder: folder },
    ...{ dockerSocket: join(folder, "docker.sock"), puppetFolder: folder, cacheFolder: folder },
  };
});

afterEach(() => rm(place.folder, { recursive: true }));

test("programs of a box use the proxy that the user has, but not for the box itself", () => {
  const proxied = testWorld({ env: { http_proxy: "http://proxy:3128", no_proxy: "localhost" } });
  expect(insideBox(place, proxied).env).toMatchObject({
    http_proxy: "http://proxy:3128",
    no_proxy: "localhost,198.18.7.0/24",
  });
  expect(insideBox(place, testWorld({ env: {} })).env["no_proxy"]).toBe("198.18.7.0/24");
});

test("a program of a box that fails is told by what it was run for", async () => {
  const run = runProgram(
    "unmount /nowhere",
    ["sh", "-c", "echo no >&2; false"],
    place,
    testWorld(),
  );
  await expect(run).rejects.toMatchObject({
    code: "sandbox-failed",
    message: "Cannot unmount /nowhere: sh says: no",
    hint: expect.stringContaining("try again"),
  });
});

test("a program that does not end in its time is ended, and told by what it was run for", async () => {
  const words = { program: "sleep", args: ["600"], purpose: "unmount /nowhere" };
  await expect(runToEnd({ ...words, timeoutMs: 200 }, testWorld())).rejects.toMatchObject({
    code: "sandbox-failed",
    message: "Cannot unmount /nowhere: sleep did not end within 0.2 s",
  });
});

test("a program of a box that ends before it answers is told with its last words", async () => {
  const script = "echo there is no room; exit 3";
  const program = startProgram("engine", ["sh", "-c", script], place, testWorld());
  const ready = untilReady(program, async () => false, { ...testWorld(), timeoutMs: 60_000 });
  await expect(ready).rejects.toMatchObject({
    code: "sandbox-failed",
    message: "engine ended at once: there is no room.",
  });
});

test("a program of a box that takes a question and never answers is given up", async () => {
  const server = await listening();
  const url = `http://127.0.0.1:${portOf(server)}`;
  const program = {
    name: "engine",
    logFile: join(place.logs, "engine.log"),
    hasEnded: () => false,
  };
  const asks = (signal: AbortSignal) =>
    fetch(url, { signal }).then(
      () => true,
      () => false,
    );
  const ready = untilReady(program, asks, { ...testWorld(), timeoutMs: 600 });
  await expect(ready).rejects.toThrow("engine did not answer within 1 s");
  server.close();
});

/** It lets anybody connect, and says nothing. */
function listening(): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}
