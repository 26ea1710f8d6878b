import { type Measured, type Round, summarise } from "./comparison.ts";
import type { Contender } from "./contender.ts";
import { type Load, runLoad } from "./load.ts";

/** How long to measure. */
export interface Pace {
  /** How often each program has its turn. */
  readonly rounds: number;
  readonly secondsPerRound: number;
  readonly warmUpSeconds: number;
}

/**
 * Puts the same load on each program, turn and turn about, so that a slow minute of the machine hits
 * all of them, and each is as often the first of a round as the last. Gives what each did, in the order of `contenders`.
 */
export async function compare(
  contenders: readonly Contender[],
  load: Omit<Load, "seconds">,
  pace: Pace,
): Promise<Measured[]> {
  for (const contender of contenders) {
    await run(contender, { ...load, seconds: pace.warmUpSeconds });
  }
  const rounds = contenders.map((): Round[] => []);
  for (let turn = 0; turn < pace.rounds; turn++) {
    const inOrder = [...contenders.entries()];
    for (const [index, contender] of turn % 2 === 0 ? inOrder : inOrder.toReversed()) {
      rounds[index]?.push(await run(contender, { ...load, seconds: pace.secondsPerRound }));
    }
  }
  return rounds.map(summarise);
}

/** One turn of one program. */
async function run(contender: Contender, load: Load): Promise<Round> {
  const beforeUs = contender.cpuUs();
  const outcome = await runLoad(contender.origin, contender.baseUri, load);
  return {
    outcome,
    cpuUs: contender.cpuUs() - beforeUs,
    residentMib: contender.residentMib(),
  };
}
