/**
 * A question that got no answer, so that nothing can be said about Kask. Inside the room only: the
 * runner turns it into an Answer with the status `error`.
 */
export class CouldNotAsk extends Error {
  /** The `curl` line that asks again, where it was a request. */
  readonly repeat: string | undefined;

  constructor(message: string, repeat?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CouldNotAsk";
    this.repeat = repeat;
  }
}
