/**
 * Why Cassandra did not do what was asked. `away`: nobody answers, or nobody that speaks CQL. `alone`: a node answers,
 * and does not reach the others that it needs.
 */
export type CqlFault = "away" | "login" | "refused" | "alone";

/** A node did not answer, did not let us in, or refused a statement; its message is a clause, without a full stop. */
export class CqlError extends Error {
  readonly fault: CqlFault;

  constructor(fault: CqlFault, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.fault = fault;
  }
}
