import { randomUUID } from "node:crypto";
import { Agent, type Dispatcher } from "undici";
import { KaskctlError } from "../base/errors.ts";
import { systemReason } from "../base/files.ts";
import type { SmokeResponse, SmokeTarget } from "./check.ts";
import { CouldNotAsk } from "./could-not-ask.ts";
import { repeatLine } from "./repeat.ts";

/** A request to Kask; `path` is sent as it is. */
export interface KaskRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array | undefined;
}

/** Asks one target. */
export interface KaskClient {
  /**
   * One request, one answer, no retry.
   * @throws {CouldNotAsk} there was no whole answer in time
   * @throws {KaskctlError} interrupted
   */
  ask(request: KaskRequest): Promise<SmokeResponse>;
  close(): Promise<void>;
}

/** Kask answers within milliseconds; its own query time-out of 12 s means that the store is away. */
const requestTimeoutMs = 5000;

/**
 * A client with one connection at a time, so that what follows a lost connection goes over a fresh
 * one. `signal` aborts requests on their way. A dispatcher that the target brought stays open.
 */
export function createKaskClient(target: SmokeTarget, signal: AbortSignal): KaskClient {
  const own = target.dispatcher === undefined ? new Agent({ connections: 1 }) : undefined;
  const dispatcher = target.dispatcher ?? own;
  return {
    async ask(request) {
      const requestId = randomUUID();
      try {
        return await send(dispatcher as Dispatcher, target.origin, {
          ...request,
          requestId,
          signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
        });
      } catch (cause) {
        if (signal.aborted)
          throw new KaskctlError("interrupted", "The smoke checks were interrupted.", { cause });
        throw new CouldNotAsk(
          `${request.method} ${request.path} got no answer: ${transportReason(cause)}`,
          repeatLine(target, { ...request, requestId }),
          { cause },
        );
      }
    },
    async close() {
      await own?.destroy();
    },
  };
}

interface SentRequest extends KaskRequest {
  readonly requestId: string;
  readonly signal: AbortSignal;
}

async function send(
  dispatcher: Dispatcher,
  origin: string,
  { method, path, body, requestId, signal }: SentRequest,
): Promise<SmokeResponse> {
  const started = performance.now();
  const response = await dispatcher.request({
    origin,
    path,
    method: method as Dispatcher.HttpMethod,
    headers: {
      "x-request-id": requestId,
      ...(body === undefined ? {} : { "content-type": "application/octet-stream" }),
    },
    body: body === undefined ? null : Buffer.from(body),
    signal,
  });
  const bytes = new Uint8Array(await response.body.arrayBuffer());
  return {
    status: response.statusCode,
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
    ),
    body: bytes,
    durationMs: performance.now() - started,
    requestId,
  };
}

/** Why there was no answer, in few words that are the same for the same cause. */
function transportReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `nothing came within ${requestTimeoutMs / 1000} s`;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code === "UND_ERR_SOCKET") return "the connection was closed before the answer";
  if (code === "UND_ERR_CONNECT_TIMEOUT") return "the connection could not be opened in time";
  if (code.startsWith("HPE_")) return "the answer is not HTTP";
  if (error instanceof AggregateError) return systemReason(error.errors[0]);
  return systemReason(error);
}
