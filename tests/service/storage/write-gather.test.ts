import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { WriteGather } from "../../../service/storage/write-gather.ts";

/** A gather, and the names of the writes that it has started so far. */
function gatherOf() {
  const gather = new WriteGather();
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

test("writes that come without end do not hold up the first", async () => {
  const { started, write } = gatherOf();
  for (let count = 0; started.length === 0; count++) {
    void write(`${count}`);
    await nextTurn();
  }
  expect(started[0]).toBe("0");
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

test("a flush starts what waits at once", () => {
  const { gather, started, write } = gatherOf();
  void write("a");
  gather.flush();
  expect(started).toEqual(["a"]);
});
