import type { Exchange } from "./exchange.ts";

/** What the log says of an answered request: all but where it led, which is a key. */
export function accessLine(exchange: Exchange, durationMs: number): string {
  const { request, response, sentBytes = 0 } = exchange;
  const { method } = request;
  return `${method} answered with ${response.statusCode} and ${sentBytes} bytes in ${durationMs.toFixed(3)} ms`;
}
