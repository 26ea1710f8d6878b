import type { IncomingMessage } from "node:http";
import { absentRequestId, type RequestContext } from "../contract/log.ts";
import type { Exchange } from "./exchange.ts";

const traceparent = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-|$)/;

/**
 * What log lines about a request carry.
 * @see mediawiki-services-kask/http.go, getRequestID
 * @see W3C Trace Context, 3.2 traceparent
 */
export function contextOf({ request, storeName }: Exchange): RequestContext {
  const id = request.headers["x-request-id"];
  const requestId = typeof id === "string" && id !== "" ? id : absentRequestId;
  const trace = request.headers["traceparent"];
  const traceId = typeof trace === "string" ? traceparent.exec(trace)?.[1] : undefined;
  return {
    requestId,
    ...(storeName !== "" && { store: storeName }),
    ...(traceId !== undefined && { traceId }),
  };
}

/** What a request's `Kask-TTL` asks for. */
export type AskedTtl =
  | { readonly ok: true; readonly seconds: number | undefined }
  | { readonly ok: false; readonly message: string };

/**
 * The time to live that a request asks for, in whole seconds; undefined where it asks for none.
 * @param longestSeconds the most that it may ask for
 */
export function askedTtl(request: IncomingMessage, longestSeconds: number): AskedTtl {
  const text = request.headers["kask-ttl"];
  if (text === undefined) return { ok: true, seconds: undefined };
  const seconds = typeof text === "string" && /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= longestSeconds) return { ok: true, seconds };
  return {
    ok: false,
    message: `Kask-TTL must be a whole number of seconds from 1 to ${longestSeconds}`,
  };
}
