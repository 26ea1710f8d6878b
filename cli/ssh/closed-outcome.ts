import type { Exchange } from "./exchange.ts";
import { tellingLine } from "./ssh-failure.ts";
import type { Outcome } from "./transport.ts";

/** What it means that a session ended without its end mark; `lastWords` are its connection's. */
export function closedOutcome(closed: Exchange, lastWords: string): Outcome {
  const words = `${closed.stderr}\n${lastWords}`;
  if (closed.begun) {
    const detail = words.trim() === "" ? "the remote shell was killed" : tellingLine(words);
    return { kind: "lost", detail, stdout: closed.stdout };
  }
  return { kind: "unreachable", reason: "protocol", detail: tellingLine(words) };
}
