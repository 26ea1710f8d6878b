import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { WriteGather } from "../../../service/storage/write-gather.ts";

/** A gather on a clock that stands still, and the names of the writes that it has started so far. */
function gatherOf(nowMs = () => 0) {
  const gather = new WriteGather(nowMs);
  const started: string[] = [];
  const write = (name: string): Promise<string> =>
    gather.run(async () => {
      started.push(name);
      return name;
    });
  return { gather, started, write };
}

test("writes that come in turns one after another are started together, in their order", async () => {
  const { started, write } = gatherOf();
  const first = write("a");
  await nextTurn();
  const second = write("b");
  const third = write("c");
  await nextTurn();
  expect(started).toEqual([]);
  expect(await Promise.all([first, second, third])).toEqual(["a", "b", "c"]);
  expect(started).toEqual(["a", "b", "c"]);
});

test("a write that comes alone is started within two turns", async () => {
  const { started, write } = gatherOf();
  void write("a");
  await nextTurn();
  await nextTurn();
  expect(started).toEqual(["a"]);
});

test("writes that come without end hold up the first for 5 ms", async () => {
  let nowMs = 0;
  const { started, write } = gatherOf(() => nowMs);
  for (nowMs = 0; nowMs < 5; nowMs++) {
    void write(`at ${nowMs}`);
    await nextTurn();
  }
  expect(started).toEqual([]);
  void write("at 5");
  await nextTurn();
  expect(started).toEqual(["at 0", "at 1", "at 2", "at 3", "at 4", "at 5"]);
});

test("a write that cannot even start fails for its own caller only", async () => {
  const { gather, write } = gatherOf();
  const broken = gather.run(() => {
    throw new Error("no");
  });
  const sound = write("a");
  await expect(broken).rejects.toThrow("no");
  expect(await sound).toBe("a");
});

test("what waits is started at once by a flush", () => {
  const { gather, started, write } = gatherOf();
  void write("a");
  gather.flush();
  expect(started).toEqual(["a"]);
});
