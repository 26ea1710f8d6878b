import fc from "fast-check";
import { expect, test } from "vitest";
import { writeTimes } from "../../../../service/storage/cassandra/timestamps.ts";

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
