import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "../../service/storage/store.ts";

/** An engine to examine. */
export interface StoreCandidate {
  open(): Promise<Store>;
  close(): Promise<void>;
  /** Lets time pass; absent where the engine's clock is not ours. */
  readonly elapse?: (seconds: number) => void;
}

/** What every storage engine promises, as tests. */
export function describeStore(name: string, candidate: StoreCandidate): void {
  describe(`the ${name} store`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await candidate.open();
    });
    afterAll(async () => {
      await store.close();
      await candidate.close();
    });

    describePlainPromises(() => store);
    describeCreate(() => store);
    if (candidate.elapse) describeExpiry(() => store, candidate.elapse);
  });
}

function describePlainPromises(store: () => Store): void {
  test("gives undefined for a key that was never stored", async () => {
    expect(await store().get(randomUUID())).toBeUndefined();
  });

  test("gives back any bytes under any key exactly as they were stored", async () => {
    const keys = fc.string({ unit: "binary", minLength: 1, maxLength: 600 });
    const values = fc.uint8Array({ minLength: 1, maxLength: 4096 });
    await fc.assert(
      fc.asyncProperty(keys, values, async (key, value) => {
        await store().set(key, value, 60);
        expect(bytes(await store().get(key))).toEqual([...value]);
      }),
      { numRuns: 60 },
    );
  });

  test("keeps a value of a megabyte", async () => {
    const key = randomUUID();
    const value = Buffer.alloc(1024 * 1024, "kask");
    await store().set(key, value, 60);
    expect(Buffer.from((await store().get(key)) ?? []).equals(value)).toBe(true);
  });

  test("tells keys apart that share their first 4,000 characters", async () => {
    const start = randomUUID().padEnd(4000, "x");
    await store().set(`${start}a`, Buffer.from("a"), 60);
    await store().set(`${start}b`, Buffer.from("b"), 60);
    expect(bytes(await store().get(`${start}a`))).toEqual([..."a"].map(code));
    expect(bytes(await store().get(`${start}b`))).toEqual([..."b"].map(code));
  });

  test("replaces an older value", async () => {
    const key = randomUUID();
    await store().set(key, Buffer.from("old and longer"), 60);
    await store().set(key, Buffer.from("new"), 60);
    expect(Buffer.from((await store().get(key)) ?? []).toString()).toBe("new");
  });

  test("forgets what is deleted, and takes a second delete", async () => {
    const key = randomUUID();
    await store().set(key, Buffer.from("x"), 60);
    await store().delete(key);
    await store().delete(key);
    expect(await store().get(key)).toBeUndefined();
  });

  test("keeps what it gave unchanged while others are stored", async () => {
    const key = randomUUID();
    await store().set(key, Buffer.from("first"), 60);
    const given = await store().get(key);
    await Promise.all(
      Array.from({ length: 200 }, () => store().set(randomUUID(), Buffer.from("other"), 60)),
    );
    await store().get(randomUUID());
    expect(Buffer.from(given ?? []).toString()).toBe("first");
  });
}

function describeCreate(store: () => Store): void {
  test("creates a value where nothing is stored, or nothing any more", async () => {
    const key = randomUUID();
    expect(await store().create(key, Buffer.from("first"), 60)).toBe(true);
    expect(Buffer.from((await store().get(key)) ?? []).toString()).toBe("first");
    await store().delete(key);
    expect(await store().create(key, Buffer.from("second"), 60)).toBe(true);
  });

  test("creates nothing over a value, which stays as it is", async () => {
    const key = randomUUID();
    await store().set(key, Buffer.from("first"), 60);
    expect(await store().create(key, Buffer.from("second"), 60)).toBe(false);
    expect(Buffer.from((await store().get(key)) ?? []).toString()).toBe("first");
  });

  test("lets exactly one of many creates at once win, whose value it is", async () => {
    const key = randomUUID();
    const names = Array.from({ length: 20 }, (_, index) => `creator ${index}`);
    const won = await Promise.all(names.map((name) => store().create(key, Buffer.from(name), 60)));
    expect(won.filter(Boolean)).toHaveLength(1);
    const value = Buffer.from((await store().get(key)) ?? []).toString();
    expect(value).toBe(names[won.indexOf(true)]);
  });
}

function describeExpiry(store: () => Store, elapse: (seconds: number) => void): void {
  test("gives a value until the second before its time to live ends, and not at its end", async () => {
    const key = randomUUID();
    await store().set(key, Buffer.from("x"), 10);
    elapse(9.999);
    expect(await store().get(key)).toBeDefined();
    elapse(0.001);
    expect(await store().get(key)).toBeUndefined();
  });

  test("keeps a value of time to live 0 for a hundred years", async () => {
    const key = randomUUID();
    await store().set(key, Buffer.from("x"), 0);
    elapse(100 * 365 * 86_400);
    expect(await store().get(key)).toBeDefined();
  });

  test("keeps the time to live of a create, and what a refused create met keeps its own", async () => {
    const key = randomUUID();
    expect(await store().create(key, Buffer.from("x"), 10)).toBe(true);
    elapse(9.999);
    expect(await store().create(key, Buffer.from("y"), 100)).toBe(false);
    elapse(0.001);
    expect(await store().get(key)).toBeUndefined();
    expect(await store().create(key, Buffer.from("z"), 10)).toBe(true);
    expect(Buffer.from((await store().get(key)) ?? []).toString()).toBe("z");
  });

  test("starts the time to live again when a value is stored again", async () => {
    const key = randomUUID();
    await store().set(key, Buffer.from("x"), 10);
    elapse(9);
    await store().set(key, Buffer.from("x"), 10);
    elapse(9);
    expect(await store().get(key)).toBeDefined();
  });
}

function bytes(value: Uint8Array | undefined): number[] | undefined {
  return value === undefined ? undefined : [...value];
}

function code(character: string): number {
  return character.charCodeAt(0);
}
