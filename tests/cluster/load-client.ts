import { Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { type Operation, type PhaseReport, PhaseTally } from "./load-report.ts";
import { sendRequest } from "./send-request.ts";
import { SessionPool } from "./session-pool.ts";

/** Where to send the load, and how much. */
export interface LoadOptions {
  readonly port: number;
  readonly baseUri: string;
  readonly ratePerSecond: number;
}

/** A load that runs. */
export interface Load {
  /** Requests that are sent from now on are counted under a title of their own. */
  phase(title: string): void;
  /** Resolves when so many seconds' worth of requests more have been sent. */
  goOn(seconds: number): Promise<void>;
  /** Waits for the answers that are under way; the phases in their order. */
  stop(): Promise<readonly PhaseReport[]>;
}

/** Ten requests of a session store: sessions are mostly read. */
const mix: readonly Operation[] = [
  "GET",
  "POST",
  "GET",
  "GET",
  "POST",
  "GET",
  "DELETE",
  "GET",
  "POST",
  "GET",
];

const tickMs = 5;

/** A timer that is so late was kept waiting by the machine, not by the event loop. */
const hiccupMs = 20;

/**
 * Sends requests at a steady rate over connections that are kept, whether or not earlier ones are
 * answered, so that a store that hangs is seen by all who would have come meanwhile. Nothing is sent
 * twice. Every answer is compared with what was stored. Latencies are told by a watch that stands still
 * while the client itself is not run.
 */
export function startLoad({ port, baseUri, ratePerSecond }: LoadOptions): Load {
  const agent = new Agent({ keepAlive: true });
  const sessions = new SessionPool();
  const running = new Set<Promise<void>>();
  let phase = new PhaseTally("before");
  const phases = [phase];
  const startedMs = performance.now();
  let lastSeenMs = startedMs;
  let stoodStillMs = 0;
  let sent = 0;
  /** Called at each tick, too, so that what lies between two calls is a tick at most, unless the client was not run. */
  const ownMs = (): number => {
    const nowMs = performance.now();
    const lateMs = nowMs - lastSeenMs - tickMs;
    if (lateMs > hiccupMs) stoodStillMs += lateMs;
    lastSeenMs = nowMs;
    return nowMs - stoodStillMs;
  };

  const send = async (number: number, tally: PhaseTally): Promise<void> => {
    const sentMs = ownMs();
    const question = sessions.next(mix[number % mix.length] ?? "GET");
    const { operation: method, key, after: body } = question;
    const path = baseUri + key;
    const outcome = await sendRequest({ agent, port, method, path, ...(body && { body }) });
    tally.count(method, ownMs() - sentMs, sessions.judge(question, outcome));
  };
  const timer = setInterval(() => {
    ownMs();
    const due = Math.floor(((performance.now() - startedMs) * ratePerSecond) / 1000);
    for (; sent <= due; sent += 1) {
      const request = send(sent, phase).finally(() => running.delete(request));
      running.add(request);
    }
  }, tickMs);

  return {
    phase(title) {
      phase = new PhaseTally(title);
      phases.push(phase);
    },
    async goOn(seconds) {
      const goal = sent + seconds * ratePerSecond;
      while (sent < goal) await delay(tickMs);
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(running);
      agent.destroy();
      return phases.map((tally) => tally.report());
    },
  };
}
