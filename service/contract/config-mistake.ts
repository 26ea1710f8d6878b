/** The keys down to a place in a configuration; list positions are numbers. */
export type ConfigPath = readonly (string | number)[];

/** One thing for which Kask would refuse to start. */
export interface ConfigMistake {
  readonly path: ConfigPath;
  /** Without the path, so that a reporter can put it first: `must be an integer, not the text "x"`. */
  readonly message: string;
  /** The invariant that does not hold, where it is one. */
  readonly invariant?: string;
}
