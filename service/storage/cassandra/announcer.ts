import type { Log } from "../../contract/log.ts";
import type { Readiness } from "../store.ts";

/** What passes sooner is not worth a line, as the order in which nodes connect. */
const steadyMs = 500;

/** Logs each change of a store's readiness once it has lasted; attempts are not logged. */
export class Announcer {
  readonly #log: Log;
  readonly #subject: string;
  #said: string | undefined;
  #seen: string | undefined;
  #seenAtMs = 0;

  /** @param subject what is ready or not, as a log line begins */
  constructor(log: Log, subject: string) {
    this.#log = log;
    this.#subject = subject;
  }

  /** Told of the readiness again and again. */
  see(readiness: Readiness): void {
    const reason = readiness.ready ? "" : readiness.reason;
    const nowMs = performance.now();
    if (reason !== this.#seen) {
      this.#seen = reason;
      this.#seenAtMs = nowMs;
    }
    if (reason === this.#said || (reason !== "" && nowMs - this.#seenAtMs < steadyMs)) return;
    if (reason === "") this.#log.info(`${this.#subject} is ready`);
    else this.#log.error(`${this.#subject} is not ready: ${reason}`);
    this.#said = reason;
  }
}
