import { sameValue, toPlain } from "../hiera/plain.ts";
import type { HieraValue } from "../hiera/value.ts";
import type { ValuePath } from "./mask.ts";

/** A difference between two values, down to what is no longer a mapping or a list. */
export interface Difference {
  readonly op: "add" | "remove" | "replace";
  readonly path: ValuePath;
  /** Plain data; absent where it is added. */
  readonly before?: unknown;
  /** Plain data; absent where it is removed. */
  readonly after?: unknown;
}

/** A scalar, or an empty mapping or list, with the way to it. */
export interface Leaf {
  readonly path: ValuePath;
  readonly plain: unknown;
}

/** All differences between two values as data, keys in alphabetical order; undefined is "not there". */
export function diffValues(
  before: HieraValue | undefined,
  after: HieraValue | undefined,
  path: ValuePath = [],
): readonly Difference[] {
  if (before === undefined) return after === undefined ? [] : added(after, path);
  if (after === undefined) return removed(before, path);
  if (sameValue(before, after)) return [];
  const steps = commonSteps(before, after);
  if (steps) {
    return steps.flatMap((step) =>
      diffValues(child(before, step), child(after, step), [...path, pathStep(step)]),
    );
  }
  if (isLeaf(before) && isLeaf(after)) {
    return [{ op: "replace", path, before: plainOf(before), after: plainOf(after) }];
  }
  return [...removed(before, path), ...added(after, path)];
}

/** Every leaf of a value. */
export function leavesOf(value: HieraValue, path: ValuePath = []): readonly Leaf[] {
  if (isLeaf(value)) return [{ path, plain: plainOf(value) }];
  return stepsOf(value).flatMap((step) => {
    const below = child(value, step);
    return below === undefined ? [] : leavesOf(below, [...path, pathStep(step)]);
  });
}

function added(value: HieraValue, path: ValuePath): readonly Difference[] {
  return leavesOf(value, path).map((leaf) => ({ op: "add", path: leaf.path, after: leaf.plain }));
}

function removed(value: HieraValue, path: ValuePath): readonly Difference[] {
  return leavesOf(value, path).map((leaf) => ({
    op: "remove",
    path: leaf.path,
    before: leaf.plain,
  }));
}

function isLeaf(value: HieraValue): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value instanceof Map ? value.size === 0 : true;
}

/** The steps below two values of one kind; nothing where there is no way down both. */
function commonSteps(before: HieraValue, after: HieraValue): readonly HieraValue[] | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    return stepsOf(before.length > after.length ? before : after);
  }
  if (!(before instanceof Map && after instanceof Map)) return undefined;
  return [...new Set([...before.keys(), ...after.keys()])].toSorted(byText);
}

function stepsOf(value: HieraValue): readonly HieraValue[] {
  if (Array.isArray(value)) return [...value.keys()];
  return value instanceof Map ? [...value.keys()].toSorted(byText) : [];
}

function child(value: HieraValue, step: HieraValue): HieraValue | undefined {
  if (Array.isArray(value)) return value[Number(step)] as HieraValue | undefined;
  return value instanceof Map ? value.get(step) : undefined;
}

function pathStep(step: HieraValue): string | number {
  return typeof step === "number" ? step : String(toPlain(step));
}

function byText(one: HieraValue, other: HieraValue): number {
  const [left, right] = [String(toPlain(one)), String(toPlain(other))];
  return left < right ? -1 : Number(left > right);
}

/** JSON has no integers beyond 2^53, so they are shown as text. */
function plainOf(value: HieraValue): unknown {
  return typeof value === "bigint" ? String(value) : toPlain(value);
}
