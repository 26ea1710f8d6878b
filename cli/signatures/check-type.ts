import { describeMismatch } from "./describe-mismatch.ts";
import { isInstance } from "./is-instance.ts";
import { type Reason, type Step, wordsOf } from "./mismatch-reason.ts";
import { typeWords } from "./mismatch-text.ts";
import { parseType } from "./parse-type.ts";
import type { PuppetType } from "./puppet-type.ts";
import type { PuppetValue } from "./puppet-value.ts";
import type { Signatures } from "./signatures.ts";
import { UnknownType } from "./unknown-type.ts";

/** Why a value does not fit a type. */
export interface Mismatch {
  /** The keys and positions from the value down to the part that does not fit. */
  readonly path: readonly (string | number)[];
  /** Whether the part is a key of a hash and not the value there. */
  readonly isKey: boolean;
  /** The innermost type that fails, as Puppet writes it. */
  readonly expected: string;
  /** What was found, as Puppet names it: `String`, `Integer`, `Undef`. */
  readonly actual: string;
  /** The aliases from the parameter's type down to `expected`, outermost first. */
  readonly aliases: readonly string[];
  /** The whole as one sentence part in Puppet's words: `expects an Integer[1, 65535] value, got String`. */
  readonly message: string;
}

/**
 * Compares a value with a type's source text. Undefined where it fits, and where the type holds
 * something that cannot be known here (a variable, an unknown type, a pattern that JavaScript cannot run).
 *
 * @see puppet, lib/puppet/pops/types/type_calculator.rb, instance?
 */
export function checkType(
  value: PuppetValue,
  type: string,
  aliases: Signatures["aliases"],
): Mismatch | undefined {
  const parsed = parseType(type, aliases);
  if (parsed === undefined) return undefined;
  try {
    return isInstance(value, parsed) ? undefined : mismatchOf(value, parsed);
  } catch (error) {
    if (error instanceof UnknownType) return undefined;
    throw error;
  }
}

/** Of several reasons the one that leads deepest into the value is the nearest to the mistake. */
function mismatchOf(value: PuppetValue, type: PuppetType): Mismatch {
  const reasons = describeMismatch(value, type);
  const [first, ...rest] = reasons;
  if (first === undefined) return unexplained(value, type);
  const reason = rest.reduce((best, each) => (depth(each) > depth(best) ? each : best), first);
  const steps = reason.path.filter(({ kind }) => kind !== "variant");
  const { expected, actual, message } = wordsOf(reason);
  return {
    path: steps.map(({ at }) => at),
    isKey: steps.at(-1)?.kind === "key",
    expected,
    actual,
    aliases: reason.aliases,
    message: [...reason.path.map(stepText), message].join(" "),
  };
}

/** Puppet's own describer has no words for a few mismatches, such as the size of an Array[Any, 1]. */
function unexplained(value: PuppetValue, type: PuppetType): Mismatch {
  return { path: [], isKey: false, aliases: [], ...typeWords([type], value) };
}

function depth({ path }: Reason): number {
  return path.filter(({ kind }) => kind !== "variant").length;
}

/** @see puppet, lib/puppet/pops/types/type_mismatch_describer.rb, TypePathElement */
function stepText({ kind, at }: Step): string {
  if (kind === "entry") return `entry '${at}'`;
  if (kind === "key") return `key of entry '${at}'`;
  return `${kind} ${at}`;
}
