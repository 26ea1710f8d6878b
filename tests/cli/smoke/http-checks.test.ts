import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { checks } from "../../../cli/smoke/checks/index.ts";
import { type RealKask, startKask } from "./real-kask.ts";
import { smoke, targetAt } from "./smoke-support.ts";
import { type Spoil, startSpoiledKask } from "./spoiled-kask.ts";

let kask: RealKask;
beforeAll(async () => {
  kask = await startKask();
});
afterAll(() => kask.close());

const httpChecks = checks.filter(({ layer }) => layer === "http");

/** Kask with one promise broken, and the check that must notice it with what it says. */
const spoiled: readonly {
  readonly title: string;
  readonly check: string;
  readonly spoil: Spoil;
  readonly says: RegExp;
}[] = [
  {
    title: "a /healthz without a version",
    check: "healthz",
    spoil: ({ path }) => (path === "/healthz" ? { body: Buffer.from("{}") } : undefined),
    says: /no such version/u,
  },
  {
    title: "a /healthz that is no JSON",
    check: "healthz",
    spoil: ({ path }) => (path === "/healthz" ? { body: Buffer.from("OK") } : undefined),
    says: /no such version/u,
  },
  {
    title: "a cache that gives the overwritten value",
    check: "crud",
    spoil: ({ method, before, status }) =>
      method === "GET" && before === 1 && status === 200
        ? { body: Buffer.from("first value") }
        : undefined,
    says: /11 bytes .* first difference is at byte 0/u,
  },
  {
    title: "a value that outlives its deletion",
    check: "crud",
    spoil: ({ method, before }) => (method === "GET" && before === 2 ? { status: 200 } : undefined),
    says: /^200/u,
  },
  {
    title: "a POST answered with 200",
    check: "crud",
    spoil: ({ method, status }) =>
      method === "POST" && status === 201 ? { status: 200 } : undefined,
    says: /^200/u,
  },
  {
    title: "a value said to be text",
    check: "crud",
    spoil: ({ method, status }) =>
      method === "GET" && status === 200
        ? { headers: { "content-type": "text/plain" } }
        : undefined,
    says: /text\/plain/u,
  },
  {
    title: "bytes taken for UTF-8",
    check: "binary",
    spoil: ({ body }) => ({ body: Buffer.from(body.toString("utf8")) }),
    says: /first difference is at byte 128/u,
  },
  {
    title: "a value cut at its first NUL",
    check: "binary",
    spoil: ({ body }) => (body.includes(0) ? { body: body.subarray(0, body.indexOf(0)) } : {}),
    says: /0 bytes/u,
  },
  {
    title: "line ends made alike",
    check: "binary",
    spoil: ({ body }) => ({
      body: Buffer.from(body.toString("latin1").replaceAll("\r\n", "\n"), "latin1"),
    }),
    says: /first difference is at byte 8/u,
  },
  {
    title: "large values cut at 32 KiB",
    check: "binary",
    spoil: ({ body }) => ({ body: body.subarray(0, 32 * 1024) }),
    says: /32768 bytes .* byte 32768/u,
  },
  {
    title: "problems of the standard's own type",
    check: "problems",
    spoil: ({ status, headers }) =>
      status === 404 ? { headers: { ...headers, "content-type": "application/problem+json" } } : {},
    says: /application\/problem\+json/u,
  },
  {
    title: "problems that browsers may sniff",
    check: "problems",
    spoil: ({ status }) =>
      status === 404 ? { headers: { "content-type": "application/json" } } : {},
    says: /x-content-type-options absent/u,
  },
  {
    title: "a query that is let through",
    check: "problems",
    spoil: ({ path }) => (path.endsWith("?x=1") ? { status: 404 } : {}),
    says: /^404/u,
  },
  {
    title: "an empty value that is taken",
    check: "problems",
    spoil: ({ method }) => (method === "POST" ? { status: 201 } : {}),
    says: /^201/u,
  },
  {
    title: "PUT answered with 405",
    check: "bad-method",
    spoil: ({ method }) => (method === "PUT" ? { status: 405 } : {}),
    says: /^405/u,
  },
  {
    title: "PATCH that is taken",
    check: "bad-method",
    spoil: ({ method }) => (method === "PATCH" ? { status: 204 } : {}),
    says: /^204/u,
  },
  {
    title: "a second DELETE answered with 404",
    check: "delete-idempotent",
    spoil: ({ method, before }) => (method === "DELETE" && before > 0 ? { status: 404 } : {}),
    says: /^404/u,
  },
  {
    title: "a DELETE that lacks its quorum",
    check: "delete-idempotent",
    spoil: ({ method }) => (method === "DELETE" ? { status: 500 } : {}),
    says: /^500/u,
  },
];

describe("checks over HTTP", () => {
  test.each(httpChecks.map(({ id }) => id))("%s passes on kask itself", async (id) => {
    const [answer] = await smoke(targetAt(kask.origin), { only: [id] });
    expect(answer).toMatchObject({ id, status: "pass" });
  });

  test.each(spoiled)("$check notices $title", async ({ check, spoil, says }) => {
    const double = await startSpoiledKask(kask.origin, spoil);
    onTestFinished(() => double.close());
    const answers = await smoke(targetAt(double.origin), { only: [check] });
    const answer = answers.find(({ id }) => id === check);
    expect(answer).toMatchObject({ status: "fail", repeat: expect.stringContaining("curl") });
    expect(answer?.actual).toMatch(says);
    expect(answer?.data?.["request_id"]).toMatch(/^[\da-f-]{36}$/u);
  });

  test("every check over HTTP has a promise that is broken here", () => {
    expect(new Set(spoiled.map(({ check }) => check))).toEqual(
      new Set(httpChecks.map(({ id }) => id)),
    );
  });

  test("binary shows the bytes around the first difference, at most 64", async () => {
    const double = await startSpoiledKask(kask.origin, ({ body }) => ({
      body: Buffer.from(body.toString("utf8")),
    }));
    onTestFinished(() => double.close());
    const [answer] = await smoke(targetAt(double.origin), { only: ["binary"] });
    expect(answer?.data?.["bytes"]).toEqual({
      offset: 128,
      expected_hex: Buffer.from(Array.from({ length: 64 }, (_, n) => 128 + n)).toString("hex"),
      actual_hex: Buffer.from("\ufffd".repeat(22)).subarray(0, 64).toString("hex"),
    });
  });
});
