import { baseUri, type Draft, draft, request } from "../conversation.ts";
import { at, base, chunked, get, post } from "./requests.ts";

const framed =
  (line: string | readonly string[], body: string) =>
  (key: string): readonly string[] => [request("POST", at(key), { headers: [line].flat(), body })];

/** Conversations about bodies and their framing. */
export const bodies: readonly Draft[] = [
  ...(
    [
      ["chunks", chunked, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"],
      ["no chunk", chunked, "0\r\n\r\n"],
      ["a chunk's extension", chunked, "3;x=y\r\nabc\r\n0\r\n\r\n"],
      ["a chunk's extension in quotes", chunked, '3;x="y;z"\r\nabc\r\n0\r\n\r\n'],
      ["trailers", chunked, "3\r\nabc\r\n0\r\nX: y\r\n\r\n"],
      ["trailers foretold", [chunked, "Trailer: X"], "3\r\nabc\r\n0\r\nX: y\r\n\r\n"],
      [
        "a trailer that must not be",
        [chunked, "Trailer: Content-Length"],
        "3\r\nabc\r\n0\r\nContent-Length: 9\r\n\r\n",
      ],
      ["a broken trailer", chunked, "3\r\nabc\r\n0\r\nX\r\n\r\n"],
      [
        "upper-case and leading zeros in a chunk's length",
        chunked,
        "00A\r\n0123456789\r\n0\r\n\r\n",
      ],
      ["a chunk's length in letters", chunked, "zz\r\nabc\r\n0\r\n\r\n"],
      ["a negative chunk's length", chunked, "-3\r\nabc\r\n0\r\n\r\n"],
      ["an empty chunk's length", chunked, "\r\nabc\r\n0\r\n\r\n"],
      ["a huge chunk's length", chunked, "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"],
      ["a chunk that is longer than it says", chunked, "2\r\nabc\r\n0\r\n\r\n"],
      ["a space behind a chunk's length", chunked, "3 \r\nabc\r\n0\r\n\r\n"],
      ["0x before a chunk's length", chunked, "0x3\r\nabc\r\n0\r\n\r\n"],
      ["line feeds alone between chunks", chunked, "3\nabc\n0\n\n"],
      ["Chunked", "Transfer-Encoding: Chunked", "1\r\nv\r\n0\r\n\r\n"],
      ["identity", "Transfer-Encoding: identity", "v"],
      ["gzip", "Transfer-Encoding: gzip", "v"],
      ["gzip, chunked", "Transfer-Encoding: gzip, chunked", "1\r\nv\r\n0\r\n\r\n"],
      ["chunked, gzip", "Transfer-Encoding: chunked, gzip", "1\r\nv\r\n0\r\n\r\n"],
      ["chunked twice", [chunked, chunked], "1\r\nv\r\n0\r\n\r\n"],
      ["chunked, chunked", "Transfer-Encoding: chunked, chunked", "1\r\nv\r\n0\r\n\r\n"],
      ["chunked with a tab", "Transfer-Encoding:\tchunked", "1\r\nv\r\n0\r\n\r\n"],
      ["chunked with a vertical tab", "Transfer-Encoding: \x0bchunked", "1\r\nv\r\n0\r\n\r\n"],
      ["an empty Transfer-Encoding", "Transfer-Encoding:", "1\r\nv\r\n0\r\n\r\n"],
      ["chunked and a length", [chunked, "Content-Length: 3"], "1\r\nv\r\n0\r\n\r\n"],
      ["a length and chunked", ["Content-Length: 3", chunked], "1\r\nv\r\n0\r\n\r\n"],
      ["two equal lengths", ["Content-Length: 5", "Content-Length: 5"], "value"],
      ["two lengths", ["Content-Length: 5", "Content-Length: 3"], "value"],
      ["two lengths in one header", "Content-Length: 5, 5", "value"],
      ["a negative length", "Content-Length: -1", "value"],
      ["a length with a plus sign", "Content-Length: +5", "value"],
      ["a length with a fraction", "Content-Length: 5.0", "value"],
      ["a length in hexadecimal", "Content-Length: 0x5", "value"],
      ["a length with leading zeros", "Content-Length: 005", "value"],
      ["an empty length", "Content-Length:", "value"],
      ["a length in letters", "Content-Length: five", "value"],
      ["a length with a space inside", "Content-Length: 5 5", "value"],
      ["a huge length", "Content-Length: 99999999999999999999", "value"],
      ["a length that is too short", "Content-Length: 2", "value"],
    ] as const
  ).flatMap(([what, line, body]) => [
    draft(`a body with ${what}`, framed(line, body)),
    draft(`a body with ${what}, then an end`, framed(line, body), { manner: "half-closed" }),
    draft(`DELETE and a body with ${what}`, (key) =>
      request("DELETE", at(key), { headers: [line].flat(), body }),
    ),
    draft(`a redirected body with ${what}`, (key) =>
      request("POST", `${base}//${key}`, { headers: [line].flat(), body }),
    ),
  ]),
  draft("a length that is too long, then an end", framed("Content-Length: 9", "value"), {
    manner: "half-closed",
  }),
  draft("a length that is too long, then a reset", framed("Content-Length: 9", "value"), {
    manner: "reset",
  }),
  draft("chunks without an end, then an end", framed(chunked, "3\r\nabc\r\n"), {
    manner: "half-closed",
  }),
  draft("half a chunk, then an end", framed(chunked, "3\r\na"), { manner: "half-closed" }),
  draft("half a chunk, then a reset", framed(chunked, "3\r\na"), { manner: "reset" }),
  draft("half a head, then an end", (key) => `GET ${at(key)} HTTP/1.1\r\nHost: k`, {
    manner: "half-closed",
  }),
  draft("half a head, then a reset", (key) => `GET ${at(key)} HTTP/1.1\r\nHost: k`, {
    manner: "reset",
  }),
  draft("half a method, then an end", () => "GE", { manner: "half-closed" }),
  draft("nothing, then an end", () => "", { manner: "half-closed", requests: 0 }),
  draft("a GET, then an end", (key) => get(at(key)), { manner: "half-closed" }),
  draft("a POST, then an end", (key) => post(at(key), "value"), { manner: "half-closed" }),
  draft("ten GETs, then an end", (key) => Array.from({ length: 10 }, () => get(at(key))), {
    manner: "half-closed",
    requests: 10,
  }),
  draft("a DELETE, then an end", (key) => request("DELETE", at(key)), { manner: "half-closed" }),
  draft("chunks byte by byte", framed(chunked, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), {
    manner: "byte by byte",
  }),
  draft("trailers byte by byte", framed(chunked, "3\r\nabc\r\n0\r\nX: y\r\n\r\n"), {
    manner: "byte by byte",
  }),
  draft("a GET byte by byte", (key) => get(at(key)), { manner: "byte by byte" }),
  draft("a POST byte by byte", (key) => post(at(key), "value"), { manner: "byte by byte" }),
  ...["GET", "DELETE", "PUT"].flatMap((method) =>
    [1_000, 300_000, 1_000_000].map((length) =>
      draft(`${method} and ${length} bytes that nobody reads`, (key) =>
        request(method, at(key), { body: "x".repeat(length) }),
      ),
    ),
  ),
  ...[1_000, 300_000, 1_000_000].map((length) =>
    draft(`a redirected POST of ${length} bytes`, (key) =>
      post(`${base}//${key}`, "x".repeat(length)),
    ),
  ),
  ...[
    ["POST", "value"],
    ["POST", ""],
    ["GET", ""],
    ["DELETE", "value"],
    ["PUT", "value"],
  ].map(([method = "", body = ""]) =>
    draft(`${method} of ${body.length} bytes that expects 100-continue`, (key) =>
      request(method, at(key), { body, headers: ["Expect: 100-continue"] }),
    ),
  ),
  draft("a chunked POST that expects 100-continue", (key) =>
    request("POST", at(key), {
      body: "1\r\nv\r\n0\r\n\r\n",
      headers: ["Expect: 100-continue", chunked],
    }),
  ),
  draft("a redirected POST that expects 100-continue", (key) =>
    request("POST", `${base}//${key}`, { body: "v", headers: ["Expect: 100-continue"] }),
  ),
  draft("a POST without a key that expects 100-continue", () =>
    request("POST", baseUri, { body: "v", headers: ["Expect: 100-continue"] }),
  ),
  draft("HTTP/1.0 that expects 100-continue", (key) =>
    request("POST", at(key), { version: "HTTP/1.0", body: "v", headers: ["Expect: 100-continue"] }),
  ),
  draft("a body above the limit", (key) => post(at(key), "x".repeat(10 * 1024 * 1024 + 1))),
  draft("a chunked body above the limit", (key) =>
    request("POST", at(key), {
      headers: [chunked],
      body: `a00001\r\n${"x".repeat(10 * 1024 * 1024 + 1)}\r\n0\r\n\r\n`,
    }),
  ),
  draft(
    "a smuggled DELETE behind a length and chunks",
    (key) => [
      post(at(key), "v"),
      request("POST", at(`${key}2`), {
        headers: ["Content-Length: 5", chunked],
        body: `0\r\n\r\n${request("DELETE", at(key))}`,
      }),
    ],
    { requests: 3 },
  ),
];
