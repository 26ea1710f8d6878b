import type { PuppetValue } from "./puppet-value.ts";
import type { Signatures } from "./signatures.ts";

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
  _value: PuppetValue,
  _type: string,
  _aliases: Signatures["aliases"],
): Mismatch | undefined {
  return undefined;
}
