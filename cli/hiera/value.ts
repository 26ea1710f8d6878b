/** A float, kept apart from an integer because both loaders and Puppet do. */
export class HieraFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A date or time, which Psych refuses to load. `text` is how PyYAML writes it. */
export class HieraTimestamp {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The bytes of a `!!binary` scalar. */
export class HieraBinary {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** A `!!set`, which Psych refuses to load. */
export class HieraSet {
  readonly members: readonly HieraValue[];

  constructor(members: readonly HieraValue[]) {
    this.members = members;
  }
}

/** A Ruby Symbol, as Psych reads a plain scalar that starts with a colon. */
export class HieraSymbol {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A loaded value. Integers are `number` up to 2^53 and `bigint` beyond; mappings keep the order of
 * their keys and the keys' types. Shared nodes (anchors) are the same object twice.
 */
export type HieraValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | HieraFloat
  | HieraTimestamp
  | HieraBinary
  | HieraSet
  | HieraSymbol
  | readonly HieraValue[]
  | HieraMap;

/** A mapping in the order of its keys. */
export type HieraMap = ReadonlyMap<HieraValue, HieraValue>;
