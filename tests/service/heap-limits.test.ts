import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const file = join(import.meta.dirname, "../../service/heap-limits.ts");

/**
 * The size of the nursery in MiB, after JavaScript, while garbage is made as requests leave it. It is the
 * size of most turns: while V8 marks the whole heap it adds pages to the nursery and collects later.
 */
async function nurseryMbAfter(before: string): Promise<number> {
  const program = `
    ${before}
    const { getHeapSpaceStatistics } = await import("node:v8");
    const nurseryMb = () =>
      getHeapSpaceStatistics().find((space) => space.space_name === "new_space").space_size / 2 ** 20;
    const kept = [];
    const sizesMb = [];
    for (let turn = 0; turn < 4000; turn++) {
      for (let count = 0; count < 500; count++) {
        const made = turn * 500 + count;
        kept[made % 20_000] = { made, text: "request " + made + Math.random() };
      }
      await new Promise((resolve) => setImmediate(resolve));
      sizesMb.push(nurseryMb());
    }
    console.log(sizesMb.slice(2000).sort((a, b) => a - b)[1000]);
  `;
  const words = ["--input-type=module", "--eval", program];
  // Of itself vitest ends the test, and not the program.
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 120_000 });
  return Number(stdout);
}

const limitedWith = (requests: number): string =>
  `(await import(${JSON.stringify(file)})).limitNursery(() => ${requests});`;

test("the nursery settles at 4 MiB a half, where V8 would let it grow", async () => {
  expect(await nurseryMbAfter("")).toBeGreaterThan(32);
  expect(await nurseryMbAfter(limitedWith(32))).toBe(8);
});

test("the nursery settles at 16 MiB a half while many requests are under way", async () => {
  expect(await nurseryMbAfter(limitedWith(1024))).toBe(32);
});
