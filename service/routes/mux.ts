import { answer, answerPlainly, answerWithoutBody } from "../http/answer.ts";
import type { Exchange } from "../http/exchange.ts";
import { refusals } from "../http/malformed-request.ts";

const plainText = ["Content-Type", "text/plain; charset=utf-8"] as const;

/** @see go/net/http/server.go, htmlReplacer */
const htmlEscapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

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
  const link = location.replace(/[&<>"']/g, (character) => htmlEscapes[character] ?? "");
  const headers = ["Content-Type", "text/html; charset=utf-8", "Location", location];
  if (method === "HEAD") {
    answerWithoutBody(exchange, 301, headers);
    return;
  }
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

/**
 * The path cannot be decoded, or there is none: Go's server ends the connection. `*` is the server itself,
 * of which only OPTIONS may ask.
 * @see go/net/http/server.go, globalOptionsHandler and ServeMux.ServeHTTP
 */
export function malformed(exchange: Exchange): void {
  const { request } = exchange;
  if (request.url !== "*") answerPlainly(exchange, refusals.malformed);
  else if (request.method === "OPTIONS") answer(exchange, 200, [], "");
  else answerAndClose(exchange, 400);
}

/** The request expects something else than `100-continue`. */
export function expectationFailed(exchange: Exchange): void {
  answerAndClose(exchange, 417);
}

function answerAndClose(exchange: Exchange, status: number): void {
  exchange.response.shouldKeepAlive = false;
  answer(exchange, status, ["Connection", "close"], "");
}
