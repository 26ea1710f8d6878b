import { type ProblemName, problemBody, problemHeaders, problems } from "./problems.ts";

/** A request and the answer that Kask gives to it. */
export interface HttpExample {
  /** The answer hoped for, as a name. */
  readonly id: string;
  /** A sentence about the behaviour. */
  readonly title: string;
  /** What the key holds before the request; undefined is nothing. */
  readonly stored?: string;
  readonly request: {
    readonly method: string;
    /** `{base}` stands for the base URI with both slashes, `{key}` for a key. */
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly response: HttpExampleResponse;
  /** Whether Kask's metrics count the request. */
  readonly counted: boolean;
  readonly source: string;
}

/** What an answer must be. */
interface HttpExampleResponse {
  readonly status: number;
  /** In lower case; `undefined` is a header that must be absent. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** With `{base}` and `{key}` as in the request; undefined: not looked at. */
  readonly body?: string;
}

/** The value that examples store. */
const exampleValue = "KASK:V:INTEGRATION_TEST_VALUE";

const httpGo = "http.go, HTTPHandler";
const keyParser = "http.go, ValidatingKeyParserMiddleware";
const mux = "kask.go, main; Go's ServeMux";
const octets = { "content-type": "application/octet-stream" } as const;

/**
 * Kask's answers, row by row. The service's tests ask them of the real server, smoke checks ask
 * them of a live one, and the OpenAPI document publishes some as `x-amples`. In a path `{key}` is
 * a key without special characters.
 */
export const httpExamples: readonly HttpExample[] = [
  {
    id: "store",
    title: "POST stores a value and answers 201 without a body or a content type",
    request: { method: "POST", path: "{base}{key}", headers: octets, body: exampleValue },
    response: {
      status: 201,
      headers: { "content-length": "0", "content-type": undefined },
      body: "",
    },
    counted: true,
    source: `${httpGo}.post`,
  },
  {
    id: "read",
    title: "GET gives the stored bytes",
    stored: exampleValue,
    request: { method: "GET", path: "{base}{key}" },
    response: { status: 200, headers: octets, body: exampleValue },
    counted: true,
    source: `${httpGo}.get`,
  },
  {
    id: "read-escaped",
    title: "a percent-escaped key is the same key",
    stored: exampleValue,
    request: { method: "GET", path: "{escapedBase}{key}" },
    response: { status: 200, headers: octets, body: exampleValue },
    counted: true,
    source: keyParser,
  },
  {
    id: "read-empty-query",
    title: "a question mark with nothing behind it is no query",
    stored: exampleValue,
    request: { method: "GET", path: "{base}{key}?" },
    response: { status: 200, headers: octets, body: exampleValue },
    counted: true,
    source: keyParser,
  },
  {
    id: "read-base-uri-again",
    title: "a key that holds the base URI again is read up to there",
    stored: exampleValue,
    request: { method: "GET", path: "{base}{key}{base}other" },
    response: { status: 200, headers: octets, body: exampleValue },
    counted: true,
    source: keyParser,
  },
  {
    id: "missing",
    title: "GET of a missing key is a 404 problem",
    request: { method: "GET", path: "{base}{key}" },
    response: problem("not_found", "{base}{key}"),
    counted: true,
    source: `${httpGo}.get`,
  },
  {
    id: "store-nothing",
    title: "POST without a body is a 400 problem",
    request: { method: "POST", path: "{base}{key}" },
    response: problem("bad_request", "{base}{key}"),
    counted: true,
    source: `${httpGo}.post`,
  },
  ...["application/json", "garbage;;;", "multipart/form-data"].map(
    (type): HttpExample => ({
      id: `store-as-${type.replace(/\W+/g, "-")}`,
      title: `POST takes any content type for bytes, as ${type}`,
      request: {
        method: "POST",
        path: "{base}{key}",
        headers: { "content-type": type },
        body: "{",
      },
      response: { status: 201, headers: { "content-length": "0" }, body: "" },
      counted: true,
      source: `${httpGo}.post`,
    }),
  ),
  {
    id: "delete",
    title: "DELETE of a stored key answers 204",
    stored: exampleValue,
    request: { method: "DELETE", path: "{base}{key}" },
    response: { status: 204, headers: { "content-type": undefined }, body: "" },
    counted: true,
    source: `${httpGo}.delete`,
  },
  {
    id: "delete-missing",
    title: "DELETE of a missing key answers 204 as well",
    request: { method: "DELETE", path: "{base}{key}" },
    response: { status: 204, headers: { "content-type": undefined }, body: "" },
    counted: true,
    source: `${httpGo}.delete`,
  },
  ...["PUT", "PATCH", "OPTIONS", "TRACE", "PROPFIND"].map(
    (method): HttpExample => ({
      id: `rejects-${method.toLowerCase()}`,
      title: `${method} is a 400 problem, not a 405`,
      request: { method, path: "{base}{key}" },
      response: problem("bad_request", "{base}{key}"),
      counted: true,
      source: `${httpGo}.ServeHTTP`,
    }),
  ),
  {
    id: "rejects-head",
    title: "HEAD is a 400 problem too",
    stored: exampleValue,
    request: { method: "HEAD", path: "{base}{key}" },
    response: { ...problem("bad_request", "{base}{key}"), body: "" },
    counted: true,
    source: `${httpGo}.ServeHTTP`,
  },
  ...["GET", "POST", "PUT", "DELETE"].map(
    (method): HttpExample => ({
      id: `rejects-query-of-${method.toLowerCase()}`,
      title: `${method} with a query is a 400 problem`,
      request: { method, path: "{base}{key}?x=1" },
      response: problem("bad_request", "{base}{key}"),
      counted: true,
      source: keyParser,
    }),
  ),
  ...["GET", "PUT", "DELETE"].map(
    (method): HttpExample => ({
      id: `no-key-for-${method.toLowerCase()}`,
      title: `${method} without a key is a 404 problem`,
      request: { method, path: "{base}" },
      response: problem("not_found", "{base}"),
      counted: true,
      source: keyParser,
    }),
  ),
  ...["{base}{key}/more", "{base}{key}%2Fmore", "{base}{key}%2fmore"].map(
    (path): HttpExample => ({
      id: `two-keys-${path.slice("{base}{key}".length).replace(/\W/g, "")}`,
      title: `a further slash makes ${path} a 404 problem`,
      stored: exampleValue,
      request: { method: "GET", path },
      response: problem("not_found", "{base}{key}/more"),
      counted: true,
      source: keyParser,
    }),
  ),
  {
    id: "not-utf8",
    title: "a key that is not UTF-8 is a 500 problem, since Cassandra refuses it",
    request: { method: "GET", path: "{base}%ff" },
    response: problem("server_error", "{base}\ufffd"),
    counted: true,
    source: `${httpGo}.get`,
  },
  {
    id: "escaped-instance",
    title: "a problem escapes angle brackets and ampersands as Go's JSON does",
    request: { method: "GET", path: "{base}{key}%3C%26%3E" },
    response: problem("not_found", "{base}{key}<&>"),
    counted: true,
    source: "http.go, HTTPError",
  },
  ...(
    [
      ["double-slash", "{base}/{key}", "{base}{key}"],
      ["leading-double-slash", "/{base}{key}", "{base}{key}"],
      ["dot", "{base}./{key}", "{base}{key}"],
      ["dot-dot", "{base}x/../{key}", "{base}{key}"],
      ["escaped-slash", "{base}%2F{key}", "{base}{key}"],
      ["query", "{base}/{key}?x=1", "{base}{key}?x=1"],
      ["base-without-slash", "{baseWithoutSlash}", "{base}"],
      ["base-without-slash-query", "{baseWithoutSlash}?x=1", "{base}?x=1"],
    ] as const
  ).map(
    ([id, path, location]): HttpExample => ({
      id: `redirects-${id}`,
      title: `GET ${path} is redirected to ${location}`,
      request: { method: "GET", path },
      response: {
        status: 301,
        headers: { location, "content-type": "text/html; charset=utf-8" },
        body: `<a href="${location}">Moved Permanently</a>.\n\n`,
      },
      counted: false,
      source: mux,
    }),
  ),
  {
    id: "redirects-post",
    title: "POST to a path with a double slash is redirected without a body",
    request: { method: "POST", path: "{base}/{key}", body: exampleValue },
    response: {
      status: 301,
      headers: { location: "{base}{key}", "content-type": undefined },
      body: "",
    },
    counted: false,
    source: mux,
  },
  {
    id: "broken-escape",
    title: "a broken percent escape is a plain 400",
    request: { method: "GET", path: "{base}%zz" },
    response: {
      status: 400,
      headers: { "content-type": "text/plain; charset=utf-8" },
      body: "400 Bad Request",
    },
    counted: false,
    source: "Go's http.Server",
  },
  ...["/", "/elsewhere", "/healthz/"].map(
    (path): HttpExample => ({
      id: `elsewhere${path.replaceAll("/", "-")}`,
      title: `${path} is a plain 404`,
      request: { method: "GET", path },
      response: {
        status: 404,
        headers: {
          "content-type": "text/plain; charset=utf-8",
          "x-content-type-options": "nosniff",
        },
        body: "404 page not found\n",
      },
      counted: false,
      source: mux,
    }),
  ),
  ...["GET", "POST"].map(
    (method): HttpExample => ({
      id: `healthz-of-${method.toLowerCase()}`,
      title: `${method} /healthz answers 200 with JSON`,
      request: { method, path: "/healthz" },
      response: { status: 200, headers: { "content-type": "application/json" } },
      counted: false,
      source: "http.go, Healthz",
    }),
  ),
  {
    id: "metrics",
    title: "GET /metrics answers 200 with Prometheus' text",
    request: { method: "GET", path: "/metrics" },
    response: {
      status: 200,
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
    },
    counted: false,
    source: "kask.go, main",
  },
];

/** Fills the holes of an example's text for one base URI and key. */
export function fillExample(text: string, baseUri: string, key: string): string {
  const first = baseUri.charCodeAt(1).toString(16);
  return text
    .replaceAll("{base}", baseUri)
    .replaceAll("{baseWithoutSlash}", baseUri.slice(0, -1))
    .replaceAll("{escapedBase}", `/%${first}${baseUri.slice(2)}`)
    .replaceAll("{key}", key);
}

function problem(name: ProblemName, instance: string): HttpExampleResponse {
  return {
    status: problems[name].status,
    headers: problemHeaders,
    body: problemBody(name, instance),
  };
}
