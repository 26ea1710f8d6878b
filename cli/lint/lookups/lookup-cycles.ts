import { isLookup } from "../engine/facts.ts";
import { pathOf } from "../engine/survey.ts";
import type { RuleFinding } from "../rule.ts";
import { rootKey } from "./asked-keys.ts";
import type { FoundInterpolation } from "./interpolations.ts";

interface Step {
  readonly from: string;
  readonly to: string;
  readonly found: FoundInterpolation;
}

/**
 * Keys of one text that look themselves up, straight or by way of others; one finding for each
 * round. `depth` is where in a path the key stands that Hiera finds.
 *
 * @see puppet, lib/puppet/pops/lookup/invocation.rb, `Recursive lookup detected`
 */
export function* lookupCycles(
  interpolations: readonly FoundInterpolation[],
  depth: number,
): Iterable<RuleFinding> {
  for (const steps of bySection(interpolations, depth).values()) {
    yield* cyclesOf(peeled(peeled(steps, "from", "to"), "to", "from"));
  }
}

function bySection(
  interpolations: readonly FoundInterpolation[],
  depth: number,
): ReadonlyMap<string, Step[]> {
  const sections = new Map<string, Step[]>();
  for (const found of interpolations) {
    const { kind, key, fault } = found.token;
    if (!isLookup(kind) || fault !== undefined) continue;
    const path = pathOf(found.visit);
    const section = path.slice(0, depth).join();
    const steps = sections.get(section) ?? [];
    sections.set(section, steps);
    steps.push({ from: String(path[depth]), to: rootKey(key), found });
  }
  return sections;
}

/**
 * The steps without those that begin where no other step ends, key by key: from both sides, that leaves
 * hardly more than rounds, and a long chain of lookups is not followed from each of its keys.
 */
function peeled(steps: readonly Step[], start: "from" | "to", end: "from" | "to"): readonly Step[] {
  const ending = new Map<string, number>();
  for (const step of steps) ending.set(step[end], (ending.get(step[end]) ?? 0) + 1);
  const byStart = Map.groupBy(steps, (step) => step[start]);
  const gone = new Set([...byStart.keys()].filter((key) => !ending.has(key)));
  // A Set's loop meets what is added on the way.
  for (const key of gone) {
    for (const step of byStart.get(key) ?? []) {
      const left = (ending.get(step[end]) ?? 0) - 1;
      ending.set(step[end], left);
      if (left === 0) gone.add(step[end]);
    }
  }
  return steps.filter((step) => !gone.has(step[start]));
}

function* cyclesOf(steps: readonly Step[]): Iterable<RuleFinding> {
  const byKey = Map.groupBy(steps, ({ from }) => from);
  const done = new Set<string>();
  for (const step of steps) {
    if (done.has(step.from) || done.has(step.to)) continue;
    const round = wayBack(step, byKey);
    if (round === undefined || round.some((key) => done.has(key))) continue;
    for (const key of round) done.add(key);
    yield {
      span: step.found.span,
      path: pathOf(step.found.visit),
      severity: "error",
      message: `Puppet refuses to look up ${step.from} from inside itself: ${[...round, step.from].join(" → ")}.`,
      help: "Write the value itself at one of these keys.",
    };
  }
}

/** The keys from a step's own one to the last that leads back to it; undefined where none does. */
function wayBack(step: Step, byKey: ReadonlyMap<string, readonly Step[]>): string[] | undefined {
  const cameFrom = new Map<string, string>([[step.to, step.from]]);
  const queue = [step.to];
  for (const key of queue) {
    if (key === step.from) return trail(step.from, cameFrom);
    for (const { to } of byKey.get(key) ?? []) {
      if (cameFrom.has(to)) continue;
      cameFrom.set(to, key);
      queue.push(to);
    }
  }
  return undefined;
}

function trail(start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const keys = [];
  for (let at = cameFrom.get(start); at !== undefined; at = cameFrom.get(at)) {
    keys.unshift(at);
    if (at === start) break;
  }
  return keys;
}
