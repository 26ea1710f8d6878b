import type { LintCache } from "../lint/engine/lint-cache.ts";
import type { Terminal } from "./command.ts";

/** So few are done before anybody has read the line. */
const textsPerLine = 250;

/** The cache of a run that says at a terminal how many of the texts are done. */
export function countTexts(
  total: number,
  { status }: Pick<Terminal, "status">,
  cache: LintCache | undefined,
): LintCache | undefined {
  if (status === undefined || total <= textsPerLine) return cache;
  let done = 0;
  return {
    get: (text, host) => {
      if (done % textsPerLine === 0) status(`linting ${done} of ${total} texts`);
      done++;
      return cache?.get(text, host);
    },
    put: (text, host, result) => cache?.put(text, host, result),
    getTogether: () => cache?.getTogether(),
    putTogether: (found) => cache?.putTogether(found),
  };
}
