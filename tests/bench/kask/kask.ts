import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newKeyspace } from "../../support/cassandra/keyspace.ts";
import { startOneNode } from "../../support/cassandra/one-node.ts";
import type { Verdict } from "../verdict.ts";
import type { Measured } from "./comparison.ts";
import type { Contender } from "./contender.ts";
import { fill } from "./fill.ts";
import { runLoad } from "./load.ts";
import { askSteadily, percentile } from "./pages.ts";
import { startEmbedded, startOurs, startReference } from "./programs.ts";
import { compare, type Pace } from "./rounds.ts";
import {
  crowdVerdicts,
  embeddedVerdicts,
  healthVerdicts,
  readVerdicts,
  writeVerdicts,
} from "./verdicts.ts";

/** How long to measure, and beside what. */
export interface KaskBench extends Pace {
  /** Wikimedia's Kask as a program; without it there is nothing to compare with. */
  readonly reference: string | undefined;
  /** How long a load is kept up to see whether memory grows. */
  readonly soakSeconds: number;
}

/** Everything that was measured. */
export interface KaskFigures {
  /** By load and program. */
  readonly measured: Readonly<Record<string, Measured>>;
  readonly verdicts: readonly Verdict[];
}

const few = 32;
const many = 1024;

/** Measures our kask beside Wikimedia's, on one Cassandra that is raised for it, and its embedded store. */
export async function benchKask(
  bench: KaskBench,
  say: (line: string) => void,
): Promise<KaskFigures> {
  const folder = mkdtempSync(join(tmpdir(), "kask-bench-"));
  try {
    const onCassandra = await withCassandra(folder, bench, say);
    const embedded = await measureEmbedded(folder, bench, say);
    return {
      measured: { ...onCassandra.measured, ...embedded.measured },
      verdicts: [...onCassandra.verdicts, ...embedded.verdicts],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withCassandra(
  folder: string,
  bench: KaskBench,
  say: (line: string) => void,
): Promise<KaskFigures> {
  say("raising a Cassandra of one node");
  const cassandra = await startOneNode({ heapMb: 1024, tuning: "throughput" });
  const keyspace = await newKeyspace(cassandra.place);
  const contenders: Contender[] = [];
  try {
    contenders.push(await startOurs(folder, keyspace));
    if (bench.reference !== undefined) {
      contenders.push(await startReference(bench.reference, folder, keyspace));
    }
    return await measureOnCassandra(contenders, bench, say);
  } finally {
    for (const contender of contenders) await contender.stop();
    await keyspace.drop();
    await cassandra.close();
  }
}

async function measureOnCassandra(
  contenders: readonly Contender[],
  bench: KaskBench,
  say: (line: string) => void,
): Promise<KaskFigures> {
  const [ours] = contenders;
  if (ours === undefined) throw new Error("there is nothing to measure");
  say("storing what will be read");
  await fill(ours.origin, ours.baseUri);
  say(`POST at ${few} connections`);
  const writes = await compare(contenders, { operation: "post", connections: few }, bench);
  say(`GET at ${few} connections`);
  const reads = await compare(contenders, { operation: "get", connections: few }, bench);
  say("GET for a longer time, /healthz asked beside it");
  const soaked = await soak(ours, bench.soakSeconds);
  say(`a hundred reads to a write, at ${few} and at ${many} connections`);
  const [mixed] = await compare([ours], { operation: "mixed", connections: few }, bench);
  const [crowd] = await compare([ours], { operation: "mixed", connections: many }, bench);
  const measured = {
    ...named("GET", contenders, reads),
    ...named("POST", contenders, writes),
    ...named("mixed, 32 connections", [ours], [mixed]),
    ...named("mixed, 1,024 connections", [ours], [crowd]),
  };
  const [ourReads, theirReads] = reads;
  const [ourWrites, theirWrites] = writes;
  const verdicts = [
    ...(ourReads && theirReads ? readVerdicts(ourReads, theirReads) : []),
    ...(ourWrites && theirWrites ? writeVerdicts(ourWrites, theirWrites) : []),
    ...(ourReads ? healthVerdicts("GET", ourReads) : []),
    ...(ourWrites ? healthVerdicts("POST", ourWrites) : []),
    ...(crowd && mixed ? crowdVerdicts(crowd, mixed) : []),
    ...soaked,
  ];
  return { measured, verdicts };
}

/** Keeps the store busy and looks at what else must hold meanwhile. */
async function soak(contender: Contender, seconds: number): Promise<Verdict[]> {
  const { origin, baseUri } = contender;
  const load = runLoad(origin, baseUri, { operation: "get", connections: few, seconds });
  const times = await askSteadily(`${origin}/healthz`, { everyMs: 50, seconds: seconds - 1 });
  const residentMib = contender.residentMib();
  const { requests } = await load;
  return [
    {
      what: "/healthz p99 while the store is busy",
      value: percentile(times, 0.99),
      unit: "ms",
      atMost: 50,
    },
    {
      what: `resident memory after ${seconds} s and ${requests} requests`,
      value: residentMib,
      unit: "MiB",
      atMost: 120,
    },
  ];
}

async function measureEmbedded(
  folder: string,
  bench: KaskBench,
  say: (line: string) => void,
): Promise<KaskFigures> {
  say("the embedded store on one core");
  const embedded = await startEmbedded(folder);
  try {
    await fill(embedded.origin, embedded.baseUri);
    const pace = { ...bench, rounds: Math.min(bench.rounds, 3) };
    const [writes] = await compare([embedded], { operation: "post", connections: few }, pace);
    const [reads] = await compare([embedded], { operation: "get", connections: few }, pace);
    if (reads === undefined || writes === undefined) throw new Error("nothing was measured");
    return {
      measured: {
        ...named("embedded GET", [embedded], [reads]),
        ...named("embedded POST", [embedded], [writes]),
      },
      verdicts: embeddedVerdicts(reads, writes, embedded.startMs),
    };
  } finally {
    await embedded.stop();
  }
}

function named(
  load: string,
  contenders: readonly Contender[],
  measured: readonly (Measured | undefined)[],
): Record<string, Measured> {
  const rows = contenders.flatMap(({ name }, index) => {
    const each = measured[index];
    return each === undefined ? [] : [[`${load}: ${name}`, each] as const];
  });
  return Object.fromEntries(rows);
}
