import { type Draft, draft, request } from "../conversation.ts";
import { at, chunked, get, post } from "./requests.ts";

/** Conversations about versions, and of what is no HTTP. */
export const versions: readonly Draft[] = [
  ...[
    "HTTP/1.0",
    "HTTP/0.9",
    "HTTP/1.2",
    "HTTP/2.0",
    "HTTP/3",
    "HTTP/1",
    "http/1.1",
    "HTTP/1.1 ",
    "HTTP/01.1",
    "HTTPS/1.1",
    "HTTP/11",
    "HTTP/9.9",
  ].map((version) => draft(`version ${version}`, (key) => request("GET", at(key), { version }))),
  draft("HTTP/1.0 kept alive", (key) =>
    request("POST", at(key), {
      version: "HTTP/1.0",
      body: "v",
      headers: ["Connection: keep-alive"],
    }),
  ),
  draft(
    "HTTP/1.0 kept alive and a body to read",
    (key) => [
      post(at(key), "v"),
      request("GET", at(key), { version: "HTTP/1.0", headers: ["Connection: keep-alive"] }),
    ],
    { requests: 2 },
  ),
  draft("HTTP/1.0 chunked", (key) =>
    request("POST", at(key), {
      version: "HTTP/1.0",
      headers: [chunked],
      body: "1\r\nv\r\n0\r\n\r\n",
    }),
  ),
  draft("HTTP/1.0 without a host", (key) => `GET ${at(key)} HTTP/1.0\r\n\r\n`),
  draft("HTTP/0.9", (key) => `GET ${at(key)}\r\n`),
  draft("HTTP/0.9 and an end", (key) => `GET ${at(key)}\r\n`, { manner: "half-closed" }),
  draft("the preface of HTTP/2", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  draft("an upgrade to HTTP/2", (key) =>
    get(at(key), [
      "Connection: Upgrade, HTTP2-Settings",
      "Upgrade: h2c",
      "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
    ]),
  ),
  draft("an upgrade to a web socket", (key) =>
    get(at(key), ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: AAAA"]),
  ),
  draft("an upgrade of a POST", (key) =>
    post(at(key), "value", ["Connection: Upgrade", "Upgrade: h2c"]),
  ),
  draft("a TLS hello", () => "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03"),
  draft("no HTTP at all", () => "hello\r\n\r\n"),
  draft("nothing but line ends", () => "\r\n\r\n\r\n"),
  draft("line ends before a request", (key) => `\r\n\r\n${get(at(key))}`),
  draft("a line end between requests", (key) => [post(at(key), "v"), "\r\n", get(at(key))], {
    requests: 2,
  }),
  draft("line feeds alone", (key) => get(at(key)).replaceAll("\r\n", "\n")),
  draft("carriage returns alone", (key) => get(at(key)).replaceAll("\r\n", "\r")),
  draft(
    "two spaces in the request line",
    (key) => `GET  ${at(key)} HTTP/1.1\r\nHost: kask\r\n\r\n`,
  ),
  draft("a tab in the request line", (key) => `GET\t${at(key)}\tHTTP/1.1\r\nHost: kask\r\n\r\n`),
];
