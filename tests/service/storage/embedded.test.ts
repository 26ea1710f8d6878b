import {
  mkdir,
  mkdtemp,
  open as openFile,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openEmbeddedStore } from "../../../service/storage/embedded.ts";
import { openDatabase } from "../../../service/storage/embedded-database.ts";
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

const value = Buffer.from("value");
const minuteMs = 60_000;

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kask-store-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** How many values and expiries lie in a folder that nobody has open. */
async function counts(folder: string): Promise<{ values: number; expiries: number }> {
  const database = openDatabase(folder);
  const found = { values: database.values.getCount(), expiries: database.expiries.getCount() };
  await database.root.close();
  return found;
}

test("values and their expiry outlive the store that took them", async () => {
  const folder = await temporaryFolder();
  const first = openEmbeddedStore({ folder, now: () => 0 });
  await first.set("stays", value, 10);
  await first.set("goes", value, 5);
  expect(await first.create("created", value, 5)).toBe(true);
  await first.close();
  const second = openEmbeddedStore({ folder, now: () => 4999 });
  expect(await second.get("goes")).toBeDefined();
  expect(await second.create("created", value, 5)).toBe(false);
  await second.close();
  const third = openEmbeddedStore({ folder, now: () => 5000 });
  expect(await third.get("stays")).toBeDefined();
  expect(await third.get("goes")).toBeUndefined();
  expect(await third.create("created", value, 5)).toBe(true);
  await third.close();
});

test("writes that were just asked for are stored by a store that closes", async () => {
  const folder = await temporaryFolder();
  const store = openEmbeddedStore({ folder });
  await store.set("goes", value, 0);
  const writes = [store.set("stays", value, 0), store.delete("goes")];
  await store.close();
  await Promise.all(writes);
  expect(await counts(folder)).toEqual({ values: 1, expiries: 0 });
});

test("what is asked of a store that closes already is refused", async () => {
  const store = openEmbeddedStore({ folder: await temporaryFolder() });
  await store.set("a", value, 0);
  const closing = store.close();
  const late = () => [
    store.get("a"),
    store.set("a", value, 0),
    store.create("a", value, 0),
    store.delete("a"),
  ];
  const asked = late();
  await closing;
  for (const answer of await Promise.allSettled([...asked, ...late()])) {
    expect(answer).toMatchObject({ status: "rejected", reason: expect.any(StoreError) });
    expect(answer).toMatchObject({ reason: { message: expect.stringContaining("it is closed") } });
  }
});

test("a clock that steps back lengthens lives by the step, and brings back nothing purged", async () => {
  const folder = await temporaryFolder();
  let clockMs = 10 * minuteMs;
  const store = openEmbeddedStore({ folder, now: () => clockMs, sweepEveryMs: 5 });
  await store.set("a", value, 60);
  clockMs += minuteMs;
  expect(await store.get("a")).toBeUndefined();
  clockMs -= 1;
  expect(await store.get("a")).toBeDefined();
  // Read at once before what is due is removed, and then waited for.
  const isBackAt = async (ms: number): Promise<boolean> => {
    const nowMs = clockMs;
    clockMs = ms;
    const found = await store.get("a");
    clockMs = nowMs;
    return found !== undefined;
  };
  const startMs = clockMs;
  clockMs += 5 * minuteMs;
  await expect.poll(() => isBackAt(startMs)).toBe(false);
  await store.close();
});

test("neither a key nor a mode gives a session away on the disk", async () => {
  const folder = join(await temporaryFolder(), "made", "by-kask");
  const store = openEmbeddedStore({ folder });
  await store.set("session-key-of-alice", value, 60);
  await store.close();
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const files = await readdir(folder);
  expect(files).toContain("data.mdb");
  for (const file of files) {
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(folder, file))).includes("session-key-of-alice")).toBe(false);
  }
});

test("a data folder that is a file is refused with its path", async () => {
  const file = join(await temporaryFolder(), "file");
  await writeFile(file, "");
  expect(() => openEmbeddedStore({ folder: file })).toThrow(StoreError);
  expect(() => openEmbeddedStore({ folder: file })).toThrow(file);
});

test("what cannot be used in a data folder is named", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "data.mdb"));
  expect(() => openEmbeddedStore({ folder })).toThrow(
    `cannot use the data folder ${JSON.stringify(folder)}: data.mdb: it is a folder.`,
  );
});

test("a data folder of another format is refused with both formats", async () => {
  const folder = await temporaryFolder();
  const database = openDatabase(folder);
  database.root.putSync(Buffer.from("format"), Buffer.from("3"));
  await database.root.close();
  expect(() => openEmbeddedStore({ folder })).toThrow(
    `cannot use the data folder ${JSON.stringify(folder)}: it holds format "3", and this version of kask knows format 2 only. Choose another with --data.`,
  );
});

test("a data file that is something else is refused", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "data.mdb"), "x".repeat(20_000));
  expect(() => openEmbeddedStore({ folder })).toThrow(
    /data\.mdb is no database of kask's.*Choose another with --data/,
  );
});

test("a data file that lost its end is refused", async () => {
  const folder = await temporaryFolder();
  const store = openEmbeddedStore({ folder });
  await store.set("a", Buffer.alloc(100_000), 60);
  await store.close();
  await truncate(join(folder, "data.mdb"), 16_384);
  expect(() => openEmbeddedStore({ folder })).toThrow(/data\.mdb has 16384 B instead of \d+ B/);
});

test("a value that changed on the disk is an error, and never given", async () => {
  const folder = await temporaryFolder();
  const first = openEmbeddedStore({ folder });
  await first.set("a", Buffer.from("the value of alice"), 60);
  await first.close();
  const path = join(folder, "data.mdb");
  const data = await readFile(path);
  const file = await openFile(path, "r+");
  for (let at = data.indexOf("alice"); at >= 0; at = data.indexOf("alice", at + 1)) {
    await file.write("mabel", at);
  }
  await file.close();
  const second = openEmbeddedStore({ folder });
  await expect(second.get("a")).rejects.toThrow(
    "the embedded store could not read: its record of 38 B is damaged",
  );
  await second.set("a", value, 60);
  expect(await second.get("a")).toBeDefined();
  await second.close();
});

test("a disk that is nearly full refuses writes, then deletes, and never reads", async () => {
  const mebibyte = 1024 ** 2;
  let freeBytes = 64 * mebibyte;
  const folder = await temporaryFolder();
  const store = openEmbeddedStore({ folder, freeBytes: () => freeBytes });
  await store.set("a", value, 60);
  freeBytes -= 1;
  await expect
    .poll(() => messageOf(store.set("b", value, 60)))
    .toBe("the embedded store could not write: its disk has 63 MiB left, and it needs 64");
  await expect(store.create("c", value, 60)).rejects.toThrow(StoreError);
  await store.delete("b");
  freeBytes = 0;
  await expect.poll(() => messageOf(store.delete("b"))).toMatch(/could not delete: its disk has 0/);
  expect(await store.get("a")).toBeDefined();
  freeBytes = 64 * mebibyte;
  await expect.poll(() => messageOf(store.set("b", value, 60))).toBe("");
  await store.close();
});

async function messageOf(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => "",
    (error: Error) => error.message,
  );
}

test("a sweep removes what has expired, over several batches, and nothing else", async () => {
  const folder = await temporaryFolder();
  const store = openEmbeddedStore({ folder, now: () => 0 });
  const numbers = Array.from({ length: 450 }, (_, number) => number);
  // Every third expires after a minute, every third after ten, every third never.
  const lives = [60, 600, 0];
  await Promise.all(numbers.map((number) => store.set(`${number}`, value, lives[number % 3] ?? 0)));
  await store.close();
  expect(await counts(folder)).toEqual({ values: 450, expiries: 300 });
  await sweep(folder, 2 * minuteMs + 1);
  expect(await counts(folder)).toEqual({ values: 300, expiries: 150 });
  const later = openEmbeddedStore({ folder, now: () => minuteMs });
  const left = await Promise.all(numbers.map((number) => later.get(`${number}`)));
  await later.close();
  expect(numbers.filter((number) => left[number] === undefined)).toEqual(
    numbers.filter((number) => number % 3 === 0),
  );
});

test("a sweep leaves a value whose life was made longer, and one that was made endless", async () => {
  const folder = await temporaryFolder();
  const store = openEmbeddedStore({ folder, now: () => 0 });
  for (const key of ["longer", "endless", "deleted", "shorter"]) await store.set(key, value, 60);
  await store.set("longer", value, 600);
  await store.set("endless", value, 0);
  await store.delete("deleted");
  await store.set("shorter", value, 600);
  await store.set("shorter", value, 60);
  await store.close();
  await sweep(folder, 3 * minuteMs);
  expect(await counts(folder)).toEqual({ values: 2, expiries: 2 });
  await sweep(folder, 30 * minuteMs);
  expect(await counts(folder)).toEqual({ values: 1, expiries: 0 });
});

test("a value that is stored again and again is listed for its end only a few times", async () => {
  const folder = await temporaryFolder();
  let clockMs = 0;
  const store = openEmbeddedStore({ folder, now: () => clockMs });
  for (; clockMs < 24 * 60 * minuteMs; clockMs += 5 * minuteMs) await store.set("a", value, 86_400);
  await store.close();
  const { values, expiries } = await counts(folder);
  expect(values).toBe(1);
  expect(expiries).toBeGreaterThan(1);
  expect(expiries).toBeLessThan(130);
});

async function sweep(folder: string, atMs: number): Promise<void> {
  const database = openDatabase(folder);
  await sweepExpired(database, atMs);
  await database.root.close();
}
