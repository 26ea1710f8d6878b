import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "lmdb";
import { expect, onTestFinished, test } from "vitest";
import { openEmbeddedStore } from "../../../service/storage/embedded.ts";
import { packRecord } from "../../../service/storage/record.ts";
import { StoreError } from "../../../service/storage/store.ts";
import { sweepExpired } from "../../../service/storage/sweep.ts";
import { describeStore } from "../../suites/store.ts";

let nowMs = Date.UTC(2026, 0, 1);
let suiteFolder = "";

describeStore("embedded", {
  async open() {
    suiteFolder = await mkdtemp(join(tmpdir(), "kask-store-"));
    return openEmbeddedStore({ folder: suiteFolder, now: () => nowMs });
  },
  async close() {
    await rm(suiteFolder, { recursive: true });
  },
  elapse(seconds) {
    nowMs += seconds * 1000;
  },
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kask-store-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("values and their expiry outlive the store that took them", async () => {
  const folder = await temporaryFolder();
  const first = openEmbeddedStore({ folder, now: () => 0 });
  await first.set("stays", Buffer.from("x"), 10);
  await first.set("goes", Buffer.from("x"), 5);
  await first.close();
  const second = openEmbeddedStore({ folder, now: () => 5000 });
  expect(await second.get("stays")).toBeDefined();
  expect(await second.get("goes")).toBeUndefined();
  await second.close();
});

test("neither a key nor the folder's mode gives a session away on the disk", async () => {
  const folder = join(await temporaryFolder(), "made", "by-kask");
  const store = openEmbeddedStore({ folder });
  await store.set("session-key-of-alice", Buffer.from("value"), 60);
  await store.close();
  for (const file of await readdir(folder)) {
    expect((await readFile(join(folder, file))).includes("session-key-of-alice")).toBe(false);
  }
});

test("a data folder that is a file is refused with its path", async () => {
  const file = join(await temporaryFolder(), "file");
  await writeFile(file, "");
  expect(() => openEmbeddedStore({ folder: file })).toThrow(StoreError);
  expect(() => openEmbeddedStore({ folder: file })).toThrow(file);
});

test("a sweep removes what has expired, over several batches, and nothing else", async () => {
  const database = open<Buffer, Buffer>({
    path: await temporaryFolder(),
    encoding: "binary",
    keyEncoding: "binary",
  });
  await database.transaction(() => {
    for (let number = 0; number < 2500; number += 1) {
      const key = Buffer.from(String(number).padStart(5, "0"));
      // Every third expires at 1 s, every third at 9 s, every third never.
      void database.put(key, packRecord(Buffer.from("x"), [1000, 9000, 0][number % 3] ?? 0));
    }
  });
  await sweepExpired(database, 1000);
  const left = [...database.getKeys()].map((key) => Number(key.toString()));
  expect(left).toEqual(Array.from({ length: 2500 }, (_, number) => number).filter((n) => n % 3));
  await database.close();
});
