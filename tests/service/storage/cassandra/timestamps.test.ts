import fc from "fast-check";
import { expect, test } from "vitest";
import { preciseClock, writeTimes } from "../../../../service/storage/cassandra/timestamps.ts";

test("each write is later than the one before, also when the clock stands still or goes back", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2 }), (clock) => {
      let at = 0;
      const next = writeTimes(() => clock[at++] ?? 0);
      const times = clock.map(next);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    }),
  );
});

test("a write's time is the system's, in microseconds", () => {
  const next = writeTimes();
  const before = Date.now() * 1000;
  const time = next();
  expect(time).toBeGreaterThanOrEqual(before - 2000);
  expect(time).toBeLessThanOrEqual((Date.now() + 1) * 1000);
  expect(Number.isSafeInteger(time)).toBe(true);
});

/** A precise clock beside the time it is to tell; once, `delayMs` goes by before the system's clock is read. */
function clockAt(startMs: number) {
  const time = { ms: startMs, delayMs: 0 };
  const systemNow = () => {
    time.ms += time.delayMs;
    time.delayMs = 0;
    return Math.floor(time.ms);
  };
  return { time, now: preciseClock(systemNow, () => time.ms - startMs) };
}

test("the precise clock knows the fraction that the system's cuts off, also after it was held up between both", () => {
  const { time, now } = clockAt(5000);
  expect(now()).toBe(5000);
  time.ms = 5000.75;
  expect(now()).toBe(5000.75);
  time.delayMs = 100;
  expect(now()).toBe(5100.75);
  time.ms = 5200.5;
  expect(now()).toBe(5200.5);
});

test("the precise clock follows a step of the system's", () => {
  let systemMs = 5000;
  const now = preciseClock(
    () => systemMs,
    () => 0,
  );
  for (systemMs of [5000, 9000, 1000]) expect(now()).toBe(systemMs);
});
