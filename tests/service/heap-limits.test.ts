import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const file = join(import.meta.dirname, "../../service/heap-limits.ts");

/** The size of the nursery, in MiB, while garbage is made for three seconds as requests leave it. */
async function nurseryMb(before: string): Promise<number> {
  const program = `
    ${before}
    const { getHeapSpaceStatistics } = await import("node:v8");
    const kept = [];
    let made = 0;
    for (const startMs = performance.now(); performance.now() - startMs < 3000; ) {
      for (let count = 0; count < 500; count++, made++) {
        kept[made % 20_000] = { made, text: "request " + made + Math.random() };
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    const nursery = getHeapSpaceStatistics().find((space) => space.space_name === "new_space");
    console.log(nursery.space_size / 1024 / 1024);
  `;
  const words = ["--input-type=module", "--eval", program];
  return Number((await promisify(execFile)(process.execPath, words)).stdout);
}

test("the nursery grows to 4 MiB a half and no further, where V8 would let it", async () => {
  const limited = `(await import(${JSON.stringify(file)})).limitNursery();`;
  expect(await nurseryMb(limited)).toBe(8);
  expect(await nurseryMb("")).toBeGreaterThan(8);
});
