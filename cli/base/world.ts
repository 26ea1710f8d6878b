/** Time as a value, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970, as `Date.now()`. */
  now(): number;
  /** Resolves after `durationMs`; rejects with the signal's reason when it is aborted before. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** What the process hands down to the rooms: they read nothing of it behind its back. */
export interface World {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder in which relative paths start. */
  readonly cwd: string;
  readonly fetch: typeof globalThis.fetch;
  /** Aborted at the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** One line for the person who waits; it goes to stderr, or nowhere with `-q`. */
  readonly progress: (line: string) => void;
}
