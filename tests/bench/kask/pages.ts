import { request } from "node:http";

/** Asks for a page at a steady rate over a connection of its own, and gives each answer's time in milliseconds. */
export async function askSteadily(
  url: string,
  options: { readonly everyMs: number; readonly seconds: number },
): Promise<number[]> {
  const times: number[] = [];
  const running: Promise<void>[] = [];
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      running.push(timeOf(url).then((elapsedMs) => void times.push(elapsedMs)));
    }, options.everyMs);
    setTimeout(() => {
      clearInterval(timer);
      resolve();
    }, options.seconds * 1000);
  });
  await Promise.all(running);
  return times;
}

/** The sample below which a share of them lies, by nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function timeOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const asked = request(url, { agent: false }, (response) => {
      response.resume();
      response.on("end", () => resolve(performance.now() - startMs));
    });
    asked.on("error", reject);
    asked.end();
  });
}
