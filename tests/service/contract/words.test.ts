import { expect, test } from "vitest";
import { consistency } from "../../../service/contract/consistency.ts";
import { metrics } from "../../../service/contract/metrics.ts";
import { problemBody, problemHeaders, problems } from "../../../service/contract/problems.ts";
import { createTable, tableStatements } from "../../../service/contract/table.ts";

// What others rely on letter by letter stands here a second time, so that a slip is seen.

test("a problem has Kask's bytes", () => {
  expect(problemBody("not_found", '/sessions/v1/<&>"\u2028')).toBe(`{
  "type": "https://www.mediawiki.org/wiki/Kask/errors/not_found",
  "title": "Not found",
  "detail": "The value you requested was not found",
  "instance": "/sessions/v1/\\u003c\\u0026\\u003e\\"\\u2028"
}
`);
  expect(problemHeaders).toEqual({
    "content-type": "application/json",
    "x-content-type-options": "nosniff",
  });
});

test.each([
  ["bad_request", 400, "Bad request", "The request was incorrect or malformed"],
  ["not_authorized", 401, "Not authorized", "Unable to authorize request"],
  ["not_found", 404, "Not found", "The value you requested was not found"],
  [
    "server_error",
    500,
    "Internal server error",
    "The server encountered an error with your request",
  ],
] as const)("the problem %s has Kask's words", (name, status, title, detail) => {
  const type = `https://www.mediawiki.org/wiki/Kask/errors/${name}`;
  expect(problems[name]).toEqual({ status, type, title, detail });
});

test("the metrics have Kask's names and labels", () => {
  expect(Object.values(metrics).map(({ name, labels }) => [name, ...labels])).toEqual([
    ["http_requests_total", "code", "method"],
    ["http_request_duration_seconds", "code", "method"],
    ["kask_build_info", "build_date", "build_host", "go_version", "version"],
  ]);
});

test("reads and writes ask one data centre, deletes ask all", () => {
  expect(consistency).toEqual({
    read: "LOCAL_QUORUM",
    write: "LOCAL_QUORUM",
    delete: "EACH_QUORUM",
  });
});

test("names in CQL are quoted, so that case and quotes stay", () => {
  expect(tableStatements("Ks", 'a"b')).toEqual({
    select: 'SELECT value FROM "Ks"."a""b" WHERE key = ?',
    insert: 'INSERT INTO "Ks"."a""b" (key, value) VALUES (?, ?) USING TTL ?',
    create: 'INSERT INTO "Ks"."a""b" (key, value) VALUES (?, ?) IF NOT EXISTS USING TTL ?',
    delete: 'DELETE FROM "Ks"."a""b" WHERE key = ?',
  });
  expect(createTable("kask", "values")).toBe(
    `CREATE TABLE IF NOT EXISTS "kask"."values" (key text PRIMARY KEY, value blob) WITH speculative_retry = '50ms'`,
  );
});
