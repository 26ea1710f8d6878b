/** A Float, kept apart from an Integer because Puppet does. */
export class PuppetFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A String of which something is filled in later, such as `a %{b}`: it fits any type that takes Strings. */
export const openString: unique symbol = Symbol("a String with an interpolation");

/** A value that nobody knows yet, such as `%{alias('key')}`: it fits every type. */
export const openValue: unique symbol = Symbol("a value from elsewhere");

/** A Ruby Symbol, which fits no type that data can have. */
export const symbolValue: unique symbol = Symbol("a Ruby Symbol");

/** Data as Puppet gets it from Hiera. */
export type PuppetValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PuppetFloat
  | typeof openString
  | typeof openValue
  | typeof symbolValue
  | readonly PuppetValue[]
  | ReadonlyMap<PuppetValue, PuppetValue>;
