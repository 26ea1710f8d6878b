/**
 * Storage: keys and values in, the same values out until they expire.
 *
 * Takes  a key, a value's bytes and a time to live.
 * Gives  the bytes, or undefined where nothing is stored (any more).
 * Never  says a key or a value in an error, and knows nothing of HTTP.
 */

/** What a storage engine promises; `tests/suites/store.ts` holds the promises. */
export interface Store {
  /** The value's bytes, exactly as they were stored; undefined when absent or expired. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Resolves when the value is safe; it replaces an older one, whose time to live ends. 0 seconds is forever. */
  set(key: string, value: Uint8Array, ttlSeconds: number): Promise<void>;
  /** An absent key is no error. */
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}

/** A storage engine could not do what it was asked. Its message never holds a key or a value. */
export class StoreError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "StoreError";
  }
}
