/** Past this a write waits for no others: however many come, who came first is not held up. */
const longestWaitMs = 5;

/**
 * Starts writes together that come in one turn of the event loop after another, so that they share a
 * commit: of what a write costs most is pages that a commit writes once for all. Clients that are
 * answered together ask again within a few turns; a write that comes alone waits for two.
 */
export class WriteGather {
  #starts: (() => void)[] = [];
  #seen = 0;
  #sinceMs = 0;
  readonly #nowMs: () => number;

  /** `nowMs` is a clock that never steps back, in milliseconds. */
  constructor(nowMs = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /**
   * What the write gives; what it throws or rejects with is a rejection. It is started before the event
   * loop sleeps, and until then its bytes must stay as they are.
   */
  run<T>(write: () => Promise<T>): Promise<T> {
    if (this.#starts.length === 0) this.#begin();
    return new Promise((resolve, reject) => {
      this.#starts.push(() => {
        try {
          resolve(write());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** Starts what waits. */
  flush(): void {
    const starts = this.#starts;
    this.#starts = [];
    for (const start of starts) start();
  }

  #begin(): void {
    this.#seen = 0;
    this.#sinceMs = this.#nowMs();
    setImmediate(() => this.#look());
  }

  #look(): void {
    const isGrowing = this.#starts.length > this.#seen;
    if (!isGrowing || this.#nowMs() - this.#sinceMs >= longestWaitMs) {
      this.flush();
      return;
    }
    this.#seen = this.#starts.length;
    setImmediate(() => this.#look());
  }
}
