import { Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { sendRequest } from "./send-request.ts";

/** What `/readyz` said while it was watched. */
export interface ReadinessWatch {
  /** The statuses in their order, each once for as long as it lasted; 0 is no answer. */
  stop(): readonly number[];
}

/** Asks `/readyz` ten times a second. */
export function watchReadiness(port: number): ReadinessWatch {
  const statuses: number[] = [];
  const stopped = new AbortController();
  void watch(port, stopped.signal, (status) => {
    if (statuses.at(-1) !== status) statuses.push(status);
  });
  return {
    stop() {
      stopped.abort();
      return statuses;
    },
  };
}

async function watch(
  port: number,
  stopped: AbortSignal,
  see: (status: number) => void,
): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  while (!stopped.aborted) {
    const outcome = await sendRequest({ agent, port, method: "GET", path: "/readyz" });
    if (!stopped.aborted) see("status" in outcome ? outcome.status : 0);
    await delay(100);
  }
  agent.destroy();
}
