import { type Draft, draft, request } from "../conversation.ts";
import { at, get, post } from "./requests.ts";

/** Conversations about what Kask does not have. */
export const beyondKask: readonly Draft[] = [
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
