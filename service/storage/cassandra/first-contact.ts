import type { Cluster } from "./cluster.ts";
import { Pause } from "./pause.ts";

/** The longest wait where queries have no limit of their own. */
const longestMs = 60_000;

/**
 * Until the cluster is reached for the first time, or is known to be away: what is asked meanwhile waits, since who starts
 * and is asked at once is not broken.
 */
export class FirstContact {
  readonly #pause = new Pause();
  readonly #timeoutMs: number;
  #stopWatching = (): void => {};
  isOver: boolean;
  /** How many wait for it. */
  waiting = 0;

  /** @param timeoutMs how long a request may wait; 0: as long as {@link longestMs} */
  constructor(cluster: Cluster, timeoutMs: number) {
    this.#timeoutMs = Math.min(timeoutMs || longestMs, longestMs);
    this.isOver = isTried(cluster);
    if (this.isOver) return;
    this.#stopWatching = cluster.onTick(() => {
      if (isTried(cluster)) this.end();
    });
  }

  /** Resolves when it is over, or after the time that a request may wait. */
  async wait(): Promise<void> {
    this.waiting++;
    await this.#pause.wait(this.#timeoutMs);
    this.waiting--;
  }

  /** Lets go who waits. */
  end(): void {
    this.isOver = true;
    this.#stopWatching();
    this.#pause.end();
  }
}

function isTried({ nodes, fault }: Cluster): boolean {
  return fault !== undefined || nodes.some(({ openConnections }) => openConnections > 0);
}
