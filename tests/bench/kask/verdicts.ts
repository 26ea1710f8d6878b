import type { Verdict } from "../verdict.ts";
import type { Measured } from "./comparison.ts";

/** What reads must be beside Kask in the same run. */
export function readVerdicts(ours: Measured, reference: Measured): Verdict[] {
  return [
    ratio("GET throughput", "requestsPerSecond", ours, reference, { atLeast: 1.2 }),
    ratio("GET CPU per request", "cpuUsPerRequest", ours, reference, { atMost: 1 }),
    ratio("GET p99", "p99Ms", ours, reference, { atMost: 1 }),
  ];
}

/** What writes must be beside Kask in the same run. */
export function writeVerdicts(ours: Measured, reference: Measured): Verdict[] {
  return [
    ratio("POST throughput", "requestsPerSecond", ours, reference, { atLeast: 1 }),
    ratio("POST CPU per request", "cpuUsPerRequest", ours, reference, { atMost: 1.1 }),
    ratio("POST p99", "p99Ms", ours, reference, { atMost: 1 }),
  ];
}

/** Memory and mistakes of a load, whichever it was. */
export function healthVerdicts(what: string, measured: Measured): Verdict[] {
  return [
    { what: `${what}: resident memory`, value: measured.residentMib, unit: "MiB", atMost: 120 },
    { what: `${what}: failed requests`, value: measured.failed, unit: "", atMost: 0 },
  ];
}

/** What a thousand connections must do beside thirty-two, as a hundred reads to a write. */
export function crowdVerdicts(crowd: Measured, few: Measured): Verdict[] {
  return [
    {
      what: "1,024 connections: throughput to that of 32",
      value: crowd.requestsPerSecond / few.requestsPerSecond,
      unit: "times",
      atLeast: 0.8,
    },
    ...healthVerdicts("1,024 connections", crowd),
  ];
}

/** What the embedded store must do on one core. */
export function embeddedVerdicts(reads: Measured, writes: Measured, startMs: number): Verdict[] {
  return [
    { what: "embedded GET", value: reads.requestsPerSecond, unit: "req/s", atLeast: 25_000 },
    { what: "embedded POST", value: writes.requestsPerSecond, unit: "req/s", atLeast: 10_000 },
    { what: "embedded: start to first answer", value: startMs, unit: "ms", atMost: 400 },
    ...healthVerdicts("embedded GET", reads),
    ...healthVerdicts("embedded POST", writes),
  ];
}

function ratio(
  what: string,
  figure: keyof Measured,
  ours: Measured,
  reference: Measured,
  bound: Pick<Verdict, "atLeast" | "atMost">,
): Verdict {
  return {
    what: `${what} to Kask's`,
    value: ours[figure] / reference[figure],
    unit: "times",
    ...bound,
  };
}
