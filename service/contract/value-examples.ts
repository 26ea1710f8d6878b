import { exampleValue, type HttpExample, type HttpExampleResponse } from "./http-example.ts";
import { type ProblemName, problemBody, problemHeaders, problems } from "./problems.ts";

const httpGo = "http.go, HTTPHandler";
const keyParser = "http.go, ValidatingKeyParserMiddleware";
const octets = { "content-type": "application/octet-stream" } as const;

/** What happens under the base URI. */
export const valueExamples: readonly HttpExample[] = [
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
];

function problem(name: ProblemName, instance: string): HttpExampleResponse {
  return {
    status: problems[name].status,
    headers: problemHeaders,
    body: problemBody(name, instance),
  };
}
