/** Runs tasks, never more than so many of them at once; the rest wait in their order. */
export type Limit = <Result>(task: () => Promise<Result>) => Promise<Result>;

/** A limit of `most` tasks at a time. */
export function createLimit(most: number): Limit {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      // A place is handed on, so that nobody who comes later can take it.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
