import { baseUri, type Draft, draft, request } from "./conversation.ts";

const base = baseUri.slice(0, -1);
const at = (key: string): string => baseUri + key;
const get = (target: string, headers: readonly string[] = []): string =>
  request("GET", target, { headers });
const post = (target: string, body: string, headers: readonly string[] = []): string =>
  request("POST", target, { body, headers });
const chunked = "Transfer-Encoding: chunked";

/** Stores, reads, deletes, and reads again. */
const life: readonly Draft[] = [
  draft(
    "a value's life",
    (key) => [
      post(at(key), "value"),
      get(at(key)),
      request("DELETE", at(key)),
      get(at(key)),
      request("DELETE", at(key)),
    ],
    { requests: 5 },
  ),
  draft("a value that stays", (key) => post(at(key), "value")),
  draft("a value that is overwritten", (key) => [post(at(key), "a"), post(at(key), "bb")], {
    requests: 2,
  }),
  draft("an empty body", (key) => post(at(key), "")),
  draft("an empty body with its length", (key) => post(at(key), "", ["Content-Length: 0"])),
  draft("all bytes", (key) => {
    const bytes = Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte)).toString(
      "latin1",
    );
    return [post(at(key), bytes), get(at(key))];
  }),
  ...[1, 1_700, 65_535, 65_536, 65_537, 1_000_000, 10_000_000].map((length) =>
    draft(
      `a body of ${length} bytes`,
      (key) => [post(at(key), "x".repeat(length)), get(at(key)), request("DELETE", at(key))],
      { requests: 3 },
    ),
  ),
];

const methods: readonly Draft[] = [
  ...["PUT", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "HEAD", "QUERY", "M-SEARCH", "CONNECT"].map(
    (method) => draft(`${method} of a key`, (key) => request(method, at(key))),
  ),
  ...["get", "Get", "FOO", "X", "GETX", "G!#$%&'*+-.^_`|~", "PRI", "DEBUG", "1"].map((method) =>
    draft(`${method} of a key`, (key) => request(method, at(key))),
  ),
  ...["FOO", "HEAD", "PUT", "OPTIONS"].flatMap((method) => [
    draft(`${method} of a page`, () => request(method, "/nowhere")),
    draft(`${method} of a path that is not clean`, (key) => request(method, `${base}//${key}`)),
    draft(`${method} without a key`, () => request(method, baseUri)),
    draft(`${method} with a query`, (key) => request(method, `${at(key)}?x`)),
    draft(`${method} of what is stored`, (key) => [post(at(key), "v"), request(method, at(key))]),
  ]),
  draft("PUT with a body", (key) => request("PUT", at(key), { body: "value" })),
  draft("DELETE with a body", (key) => request("DELETE", at(key), { body: "value" })),
  draft("GET with a body", (key) => request("GET", at(key), { body: "value" })),
  draft("a method with a space before it", (key) => ` ${get(at(key))}`),
  draft("a method with brackets", (key) => request("G(T)", at(key))),
  draft("no method", (key) => request("", at(key))),
  draft("a method beyond ASCII", (key) => request("G\xc9T", at(key))),
];

const targets: readonly Draft[] = [
  ...[
    "//x",
    "/./x",
    "/../x",
    "/x/../y",
    "/..",
    "/.",
    "/x/.",
    "/x/..",
    "/%2e%2e/x",
    "%2Fx",
    "%2fx",
    "/x%2Fy",
    "/x%2f",
    "/x/",
    "/x/y",
    "//",
    "",
    "/",
    "?x=1",
    "/?x=1",
    "/x?",
    "/x?x=1",
    "/x??",
    "/x#f",
    "/x%23f",
    "/x?y#f",
    "/%",
    "/%4",
    "/%zz",
    "/%00",
    "/%ff",
    "/%C3%A9",
    "/%c3%a9",
    "/\xc3\xa9",
    "/\xff",
    "/%F0%9F%94%91",
    "/%ED%A0%80",
    "/%EF%BB%BFx",
    "/x%20y",
    "/x+y",
    "/x;y=1",
    "/x:y@z",
    "/'()*!$,&=~",
    '/"<>\\^`{|}',
    "/\x01",
    "/\x7f",
    "/x\ty",
    "/x y",
    `/x${baseUri}y`,
    `/x${base}`,
    `//${base}/x`,
    "/...",
    "/x\\y",
    "/%5c",
    "/[x]",
    "/x%3Fy",
    "/%25",
    "/%2525",
  ].flatMap((rest) => [
    draft(`GET of the base URI and ${JSON.stringify(rest)}`, () => get(base + rest)),
    draft(`POST to the base URI and ${JSON.stringify(rest)} behind a key`, (key) =>
      post(at(key) + rest, "value"),
    ),
  ]),
  ...[
    "/",
    "*",
    "",
    "x",
    "//",
    "///x",
    "/healthz/",
    "/healthz//",
    "/nowhere?x=1",
    "kask:80",
    "http://kask",
    "http://kask/",
    "http://kask?x",
    "HTTP://kask/",
    "ftp://kask/",
    "http:/x",
    "http://",
    "://x",
    "mailto:x",
    "/\xff",
    "/%",
    "/%ff",
    "?",
    "#",
    "/metrics/x",
    "/openapi/x",
    "/SESSIONS/V1/x",
    "/sessions%2Fv1/x",
    "/sessions/v1%2Fx",
    "/%73essions/v1/x",
    "/sessions/v1x",
    "/sessions",
    "/sessions/",
    "/../sessions/v1/x",
  ].flatMap((target) => [
    draft(`GET ${JSON.stringify(target)}`, () => get(target)),
    draft(`OPTIONS ${JSON.stringify(target)}`, () => request("OPTIONS", target)),
    draft(`CONNECT ${JSON.stringify(target)}`, () => request("CONNECT", target)),
  ]),
  ...[
    "http://kask",
    "http://other:99",
    "https://kask",
    "HTTP://user:pass@kask",
    "http://[::1]",
  ].map((origin) =>
    draft(`a target that begins with ${origin}`, (key) => post(origin + at(key), "v")),
  ),
  draft(
    "every byte in a key, escaped",
    (key) =>
      Array.from({ length: 256 }, (_, byte) =>
        get(`${at(key)}%${byte.toString(16).padStart(2, "0")}`),
      ),
    { requests: 256 },
  ),
  ...Array.from({ length: 256 }, (_, byte) =>
    draft(`the bare byte ${byte} in a key`, (key) =>
      post(`${at(key)}${String.fromCharCode(byte)}x`, "value"),
    ),
  ),
  ...[1_000, 16_384, 60_000, 65_530, 66_000, 500_000, 2_000_000].map((length) =>
    draft(
      `a key of ${length} characters`,
      (key) => [post(at(key) + "k".repeat(length), "value"), get(at(key) + "k".repeat(length))],
      { requests: 2 },
    ),
  ),
];

const versions: readonly Draft[] = [
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

const headers: readonly Draft[] = [
  ...[
    "X: ",
    "X:",
    "X:y",
    "X :y",
    " X: y",
    "X: y\r\n z",
    "X: y\r\n\tz",
    ": y",
    "X",
    "X y",
    "X\xe9: y",
    "X: \xe9",
    "X: \xff",
    "X: \x01",
    "X: \x00",
    "X: \x7f",
    "X: y\rz",
    "X(: y",
    "X,Y: z",
    "X-Request-ID: 1",
    "X-Request-ID: 1\r\nX-Request-ID: 2",
    "Host: other",
    "Host: kask",
    "Content-Type: application/json",
    "Content-Type: ;;;",
    "Accept: text/plain",
    "Accept-Encoding: gzip",
    "Range: bytes=0-1",
    "If-Match: *",
    'If-None-Match: "x"',
    "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
    "Connection: close",
    "Connection: Close",
    "Connection: keep-alive",
    "Connection: keep-alive, close",
    "Connection: foo",
    "Connection:",
    "Connection: close\r\nConnection: keep-alive",
    "Keep-Alive: timeout=1",
    "Proxy-Connection: close",
    "Upgrade: h2c",
    "Expect: 100-continue",
    "Expect: 100-Continue",
    "Expect: 200-ok",
    "Expect:",
    "Expect: 100-continue, x",
    "TE: trailers",
    "Trailer: X",
    "Cookie: a=b",
    "Authorization: Basic eDp5",
    "Date: yesterday",
    "Via: 1.1 x",
    "Forwarded: for=x",
    "X-HTTP-Method-Override: DELETE",
    "Kask-TTL",
    "Origin: http://x",
    "Max-Forwards: 0",
  ].flatMap((line) => [
    draft(
      `GET with ${JSON.stringify(line)}`,
      (key) => [post(at(key), "v"), get(at(key), [line]), get(at(key))],
      { requests: 3 },
    ),
    draft(
      `POST with ${JSON.stringify(line)}`,
      (key) => [post(at(key), "v", [line]), get(at(key))],
      { requests: 2 },
    ),
    draft(`DELETE with ${JSON.stringify(line)}`, (key) =>
      request("DELETE", at(key), { headers: [line] }),
    ),
  ]),
  draft("no host", (key) => `GET ${at(key)} HTTP/1.1\r\n\r\n`),
  draft("an empty host", (key) => `GET ${at(key)} HTTP/1.1\r\nHost:\r\n\r\n`),
  ...["a b", "a/b", "[::1]:80", "k\xe9", "a,b", "a:b:c", "<x>", "a@b", "%41", "a\x01"].map((host) =>
    draft(
      `the host ${JSON.stringify(host)}`,
      (key) => `GET ${at(key)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    ),
  ),
  draft(
    "a host in the target and none in a header",
    (key) => `GET http://kask${at(key)} HTTP/1.1\r\n\r\n`,
  ),
  draft("a hundred headers", (key) =>
    get(
      at(key),
      Array.from({ length: 100 }, (_, i) => `X-${i}: ${i}`),
    ),
  ),
  draft("three thousand headers", (key) =>
    get(
      at(key),
      Array.from({ length: 3000 }, (_, i) => `X-${i}: ${i}`),
    ),
  ),
  ...[16_000, 100_000, 1_000_000, 2_000_000].flatMap((length) => [
    draft(`a header of ${length} bytes`, (key) => get(at(key), [`X: ${"x".repeat(length)}`])),
    draft(`a header's name of ${length} bytes`, (key) =>
      get(at(key), [`${"x".repeat(length)}: x`]),
    ),
  ]),
];

const framed =
  (line: string | readonly string[], body: string) =>
  (key: string): readonly string[] => [request("POST", at(key), { headers: [line].flat(), body })];

const bodies: readonly Draft[] = [
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

const pipelines: readonly Draft[] = [
  draft(
    "ten POSTs at once",
    (key) => Array.from({ length: 10 }, (_, i) => post(at(key + i), `value ${i}`)),
    { requests: 10 },
  ),
  draft(
    "ten POSTs and ten GETs by turns",
    (key) =>
      Array.from({ length: 20 }, (_, i) =>
        i % 2 ? get(at(key + (i >> 1))) : post(at(key + (i >> 1)), `value ${i}`),
      ),
    { requests: 20 },
  ),
  draft(
    "errors among good requests",
    (key) => [
      post(at(key), "v"),
      get(`${at(key)}/x`),
      get(at(key)),
      request("PUT", at(key), { body: "no" }),
      get(at(key)),
      get(`${base}//x`),
      get("/nowhere"),
      request("DELETE", at(key)),
      get(at(key)),
    ],
    { requests: 9 },
  ),
  ...["%zz", "\x01", "%ff"].map((rest) =>
    draft(
      `a broken request before a good one: ${JSON.stringify(rest)}`,
      (key) => [post(at(key), "v"), get(at(key) + rest), request("DELETE", at(key))],
      { requests: 3 },
    ),
  ),
  draft(
    "a request behind the one that closes",
    (key) => [post(at(key), "v"), get(at(key), ["Connection: close"]), request("DELETE", at(key))],
    { requests: 3 },
  ),
];

const beyondKask: readonly Draft[] = [
  draft(
    "a conditional create of what is there",
    (key) => [post(at(key), "first"), post(at(key), "second", ["If-None-Match: *"])],
    { requests: 2 },
  ),
  draft("a time to live", (key) => post(at(key), "v", ["Kask-TTL: 10"])),
  draft("a time to live that is none", (key) => post(at(key), "v", ["Kask-TTL: never"])),
  ...["GET", "POST", "HEAD", "DELETE"].map((method) =>
    draft(`${method} /healthz`, () => request(method, "/healthz")),
  ),
  draft("/metrics", () => get("/metrics")),
  draft("/metrics with HEAD", () => request("HEAD", "/metrics")),
  draft("/metrics in OpenMetrics", () => get("/metrics", ["Accept: application/openmetrics-text"])),
  draft("/metrics compressed", () => get("/metrics", ["Accept-Encoding: gzip"])),
  draft("/openapi", () => get("/openapi")),
  draft("/readyz", () => get("/readyz")),
];

/** Conversations made by hand, each with one oddity. */
export const oddConversations: readonly Draft[] = [
  ...life,
  ...methods,
  ...targets,
  ...versions,
  ...headers,
  ...bodies,
  ...pipelines,
  ...beyondKask,
];
