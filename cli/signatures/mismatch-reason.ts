import { patternWords, sizeWords, typeWords, type Words } from "./mismatch-text.ts";
import { anySize, type PuppetType, type Range, spanOf } from "./puppet-type.ts";
import type { PuppetValue } from "./puppet-value.ts";

/** A step from a value to a part of it; `variant` is a branch of the type and no step at all. */
export interface Step {
  readonly kind: "entry" | "key" | "index" | "variant";
  readonly at: string | number;
}

/** One reason why a value does not fit, before it is put into words. */
export interface Reason {
  readonly kind: "type" | "pattern" | "size" | "missing" | "extra";
  readonly path: readonly Step[];
  /** Aliases from the whole type down to what fails, outermost first. */
  readonly aliases: readonly string[];
  /** The types that would do; none for `missing` and `extra`. */
  readonly expected: readonly PuppetType[];
  readonly size?: Range;
  /** The member that is missing or too much. */
  readonly key?: string;
  readonly value: PuppetValue;
}

/**
 * The reasons of all branches of a Variant that stands `length` steps down; where all fail alike at one
 * place, they are one reason.
 */
export function mergeBranches(
  branches: readonly (readonly Reason[])[],
  length: number,
): readonly Reason[] {
  const all = branches.flat();
  for (const kinds of [["size"], ["type", "pattern"]]) {
    const alike = all.filter(({ kind }) => kinds.includes(kind));
    const [first, ...rest] = alike;
    if (first === undefined || alike.length !== branches.length) continue;
    if (rest.every((reason) => placeText(reason) === placeText(first))) {
      return [withoutBranch(rest.reduce(mergeTwo, first), length)];
    }
  }
  const unique = [...new Map(all.map((reason) => [identity(reason), reason])).values()];
  const [only] = unique;
  return unique.length === 1 && only !== undefined ? [withoutBranch(only, length)] : unique;
}

function mergeTwo(one: Reason, other: Reason): Reason {
  const expected = [...one.expected, ...other.expected];
  const aliases = one.aliases.filter((name) => other.aliases.includes(name));
  if (one.size === undefined || other.size === undefined) return { ...one, expected, aliases };
  return { ...one, aliases, size: spanOf(one.size, other.size) };
}

/** Takes away the step into the branch of the Variant. */
function withoutBranch(reason: Reason, length: number): Reason {
  return { ...reason, path: reason.path.filter((_, index) => index !== length) };
}

function placeText({ path }: Reason): string {
  return JSON.stringify(path.filter(({ kind }) => kind !== "variant"));
}

function identity(reason: Reason): string {
  return `${reason.kind} ${placeText(reason)} ${reason.key ?? wordsOf(reason).message}`;
}

/** A reason in Puppet's words, without its place. */
export function wordsOf({ kind, expected, value, size, key = "" }: Reason): Words {
  if (kind === "type") return typeWords(expected, value);
  if (kind === "pattern") return patternWords(expected, value);
  if (kind === "size") return sizeWords(size ?? anySize, Number(value));
  const message =
    kind === "missing" ? `expects a value for key '${key}'` : `unrecognized key '${key}'`;
  return { expected: "Struct", actual: "Struct", message };
}
