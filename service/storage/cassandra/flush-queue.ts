/** Something that gathers bytes and writes them when told to. */
export interface Flushable {
  flush(): void;
}

/**
 * Writes once for all requests that came in one turn of the event loop: a system call costs more
 * than a request.
 */
export class FlushQueue {
  readonly #waiting = new Set<Flushable>();
  #scheduled = false;
  readonly #run = (): void => {
    this.#scheduled = false;
    for (const item of this.#waiting) {
      // First, so that what it adds while it is flushed waits for another turn.
      this.#waiting.delete(item);
      item.flush();
    }
  };

  add(item: Flushable): void {
    this.#waiting.add(item);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#run);
  }

  remove(item: Flushable): void {
    this.#waiting.delete(item);
  }
}
