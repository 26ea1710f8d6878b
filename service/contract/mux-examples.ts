import { exampleValue, type HttpExample } from "./http-example.ts";

const mux = "kask.go, main; Go's ServeMux";

/** What happens beside the base URI, and what Go answers before Kask is asked. */
export const muxExamples: readonly HttpExample[] = [
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
