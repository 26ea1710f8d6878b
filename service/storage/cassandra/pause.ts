/** Pauses that can be cut short. */
export class Pause {
  readonly #waiting = new Set<() => void>();

  /** Resolves after so many milliseconds, or at {@link end}. */
  wait(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, durationMs);
      this.#waiting.add(done);
    });
  }

  /** Ends every pause that goes on now. */
  end(): void {
    for (const done of [...this.#waiting]) done();
  }
}
