import { answer } from "../http/answer.ts";
import type { Exchange } from "../http/exchange.ts";

const plainText = ["Content-Type", "text/plain; charset=utf-8"] as const;

/**
 * A path that is not clean leads to the clean one; the body is for those who look at it.
 * @see go/net/http/server.go, Redirect
 */
export function redirect(exchange: Exchange, location: string): void {
  const { method } = exchange.request;
  if (method !== "GET" && method !== "HEAD") {
    answer(exchange, 301, ["Location", location], "");
    return;
  }
  const link = location.replaceAll("&", "&amp;").replaceAll("'", "&#39;");
  const headers = ["Content-Type", "text/html; charset=utf-8", "Location", location];
  answer(exchange, 301, headers, `<a href="${link}">Moved Permanently</a>.\n\n`);
}

/**
 * No route has the path.
 * @see go/net/http/server.go, NotFound
 */
export function notFound(exchange: Exchange): void {
  const headers = [...plainText, "X-Content-Type-Options", "nosniff"];
  answer(exchange, 404, headers, "404 page not found\n");
}

/** The path cannot be decoded: Go's server ends the connection. */
export function malformed(exchange: Exchange): void {
  exchange.response.shouldKeepAlive = false;
  answer(exchange, 400, plainText, "400 Bad Request");
}
