/** A file that is made from others. */
export interface DerivedFile {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
}
