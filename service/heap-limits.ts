import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/**
 * Where the nursery of the heap stops growing, of both its halves together. Nearly all that a request
 * makes is garbage when it is answered: 1 MiB per half, as it begins, is collected so often that
 * requests under way are copied again and again; 16 and more cost memory and save little more than 4.
 */
const nurseryBytes = 8 * 2 ** 20;

/** With so many requests under way they fill a small nursery themselves. */
const manyRequests = 256;

/**
 * The limit then. V8 by itself goes to two to four times as much, by the memory of the machine, which at
 * 1,024 connections brings 17 % more requests a second and takes 100 MiB more.
 */
const busyNurseryBytes = 32 * 2 ** 20;

/**
 * Lets the nursery grow to its limit and no further; once many requests were under way, it stays large.
 * V8 takes a limit only on Node's command line, which is the user's; while it runs, it can be told after
 * each collection how to grow next.
 */
export function limitNursery(requestsUnderWay: () => number): void {
  let isLimited = false;
  const look = (): void => {
    const nursery = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
    const limitBytes = requestsUnderWay() < manyRequests ? nurseryBytes : busyNurseryBytes;
    // It doubles, one half after the other: what is more than half of it is on its way there.
    const isFull = (nursery?.space_size ?? 0) > limitBytes / 2;
    if (isFull === isLimited) return;
    isLimited = isFull;
    // 2 is V8's own, under which the companion of the bundle was compiled.
    setFlagsFromString(`--semi-space-growth-factor=${isFull ? 1 : 2}`);
  };
  new PerformanceObserver(look).observe({ entryTypes: ["gc"] });
}
