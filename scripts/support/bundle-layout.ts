/** What the loader of a bundle knows of its scripts. */
export interface Bundle {
  /** The chunk that starts the program. */
  readonly entry: string;
  readonly v8Flags: readonly string[];
  /** Which script a chunk is in, where that has another name. */
  readonly scriptOf: Readonly<Record<string, string>>;
  /** Where each script is, from the first of them on. */
  readonly places: Readonly<Record<string, readonly [start: number, length: number]>>;
  readonly packedBytes: number;
}

/** What it knows of its companion, the file of scripts that V8 has compiled. */
export interface Companion {
  /** The Node that compiled them. */
  readonly node: string;
  /** What the file begins with: a hash of the rest. */
  readonly id: string;
  readonly sizeBytes: number;
  /** Where each script is: its code, and behind that what V8 made of it. */
  readonly places: Readonly<
    Record<string, readonly [start: number, codeLength: number, length: number]>
  >;
}
