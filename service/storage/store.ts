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
  /** As `set`, but only where nothing is stored: false where something is, which stays as it is. */
  create(key: string, value: Uint8Array, ttlSeconds: number): Promise<boolean>;
  /** An absent key is no error. */
  delete(key: string): Promise<void>;
  /** Whether requests would be answered now; from what is known already, nothing is asked. */
  readiness(): Readiness;
  /** What the metrics show of it. */
  stats(): StoreStats;
  /** Reads its certificates again, for new connections; absent where it has none. */
  reload?(): void;
  close(): Promise<void>;
}

/** What `/readyz` says; the reason is one clause that holds no key, value or credential. */
export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly reason: string };

/** Counts since the store was opened, and the state of now. */
export interface StoreStats {
  /** Attempts that went to another node because one failed. */
  readonly retries: number;
  /** Attempts that went to another node because one was slow. */
  readonly speculativeExecutions: number;
  /** Requests that wait for an answer. */
  readonly inFlight: number;
  /** The nodes that are asked; none for an engine within the process. */
  readonly nodes: readonly NodeStats[];
}

/** One node of the engine. */
export interface NodeStats {
  /** `ADDRESS:PORT`. */
  readonly address: string;
  readonly dataCentre: string;
  readonly openConnections: number;
  readonly inFlight: number;
}

/** Why an engine could not do what it was asked. */
export type StoreErrorKind =
  /** It does not take more now; the same request may succeed in a moment. */
  | "overloaded"
  /** Too few replicas are there. */
  | "unavailable"
  /** No answer in time; a write may have happened. */
  | "timeout"
  /** Anything else. */
  | "failed";

/** A storage engine could not do what it was asked. Its message never holds a key or a value. */
export class StoreError extends Error {
  readonly kind: StoreErrorKind;

  constructor(
    message: string,
    options: { readonly cause?: unknown; readonly kind?: StoreErrorKind } = {},
  ) {
    super(message, options);
    this.name = "StoreError";
    this.kind = options.kind ?? "failed";
  }
}
