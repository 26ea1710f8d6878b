import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const file = join(import.meta.dirname, "../../service/heap-limits.ts");

interface Nursery {
  /** The most that was seen. */
  readonly sizeMb: number;
  /** How many turns of garbage it took, as requests leave it. */
  readonly turns: number;
}

/** Makes garbage until JavaScript says that it is enough, of `sizeMb` and `turns`. */
async function nurseryAfter(before: string, isEnough: string): Promise<Nursery> {
  const program = `
    ${before}
    const { getHeapSpaceStatistics } = await import("node:v8");
    const nurseryMb = () =>
      getHeapSpaceStatistics().find((space) => space.space_name === "new_space").space_size / 2 ** 20;
    const kept = [];
    let [turns, sizeMb] = [0, 0];
    do {
      for (let count = 0; count < 500; count++) {
        const made = turns * 500 + count;
        kept[made % 20_000] = { made, text: "request " + made + Math.random() };
      }
      await new Promise((resolve) => setImmediate(resolve));
      turns++;
      sizeMb = Math.max(sizeMb, nurseryMb());
    } while (!(${isEnough}) && turns < 100_000);
    console.log(JSON.stringify({ turns, sizeMb }));
  `;
  const words = ["--input-type=module", "--eval", program];
  // Of itself vitest ends the test, and not the program.
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 120_000 });
  return JSON.parse(stdout);
}

const limitedWith = (requests: number): string =>
  `(await import(${JSON.stringify(file)})).limitNursery(() => ${requests});`;

test("the nursery grows to 4 MiB a half and no further, where V8 would let it", async () => {
  const { turns, sizeMb: unlimitedMb } = await nurseryAfter("", "sizeMb > 12");
  expect(unlimitedMb).toBeGreaterThan(12);
  const { sizeMb } = await nurseryAfter(limitedWith(32), `turns === ${10 * turns}`);
  expect(sizeMb).toBeGreaterThanOrEqual(8);
  // In the middle of a collection there is a page more.
  expect(sizeMb).toBeLessThan(9);
});

test("the nursery may be larger while many requests are under way", async () => {
  const { sizeMb } = await nurseryAfter(limitedWith(1024), "sizeMb > 12");
  expect(sizeMb).toBeGreaterThan(12);
});
