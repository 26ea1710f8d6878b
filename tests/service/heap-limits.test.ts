import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const file = join(import.meta.dirname, "../../service/heap-limits.ts");

/** The size of the nursery, in MiB, when as much was garbage as many requests leave. */
function nurseryMb(before: string): number {
  const program = `
    ${before}
    const { getHeapSpaceStatistics } = await import("node:v8");
    const kept = [];
    for (let count = 0; count < 3_000_000; count++) {
      kept[count % 50_000] = { count, text: "request " + count };
    }
    const nursery = getHeapSpaceStatistics().find((space) => space.space_name === "new_space");
    console.log(nursery.space_size / 1024 / 1024);
  `;
  const words = ["--input-type=module", "--eval", program];
  return Number(execFileSync(process.execPath, words, { encoding: "utf8" }));
}

test("the nursery stays as small as it begins, where V8 would let it grow", () => {
  const limited = nurseryMb(`(await import(${JSON.stringify(file)})).limitNursery();`);
  expect(limited).toBeLessThanOrEqual(2);
  expect(nurseryMb("")).toBeGreaterThan(limited);
});
