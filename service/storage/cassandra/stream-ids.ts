/** A connection has as many requests at once as a signed 16-bit number has values from 0 up. */
const mostStreams = 32_768;

/** Gives out stream ids and remembers what waits for each. */
export class StreamIds<T> {
  readonly #waiting: (T | undefined)[] = [];
  readonly #free: number[] = [];
  #size = 0;

  /** How many are given out. */
  get size(): number {
    return this.#size;
  }

  /** A free id, -1 where there is none. */
  take(item: T): number {
    const id = this.#free.pop() ?? this.#waiting.length;
    if (id >= mostStreams) return -1;
    this.#waiting[id] = item;
    this.#size++;
    return id;
  }

  /** What waited for an id, which is free from now on; undefined where nothing did. */
  release(id: number): T | undefined {
    const item = this.#waiting[id];
    if (item === undefined) return undefined;
    this.#waiting[id] = undefined;
    this.#free.push(id);
    this.#size--;
    return item;
  }

  /** Everything that waits; nothing does afterwards. */
  drain(): readonly T[] {
    const items = this.#waiting.filter((item) => item !== undefined);
    this.#waiting.length = 0;
    this.#free.length = 0;
    this.#size = 0;
    return items;
  }
}
