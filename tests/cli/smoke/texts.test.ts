import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { materialise } from "../../../cli/runner/materialise.ts";
import { configDifferences } from "../../../cli/smoke/config-differences.ts";
import { summariseLatencies } from "../../../cli/smoke/latency.ts";
import { maskLog } from "../../../cli/smoke/mask-log.ts";
import { repeatLine } from "../../../cli/smoke/repeat.ts";
import { targetFromUrl } from "../../../cli/smoke/target.ts";
import { kaskDefinition } from "./kask-definition.ts";
import { targetAt } from "./smoke-support.ts";

describe("a URL as a target", () => {
  test.each([
    ["http://127.0.0.1:8080/sessions/v1", "http://127.0.0.1:8080", "/sessions/v1/"],
    ["http://127.0.0.1:8080/sessions/v1/", "http://127.0.0.1:8080", "/sessions/v1/"],
    ["https://kask.example", "https://kask.example", "/v1/"],
    ["http://[::1]:1/", "http://[::1]:1", "/v1/"],
  ])("%s is %s below %s", (url, origin, base) => {
    expect(targetFromUrl(url)).toMatchObject({ origin, baseUri: base });
  });

  test.each([
    "sessionstore",
    "ftp://host/",
    "http://u:p@host/",
    "http://host/?x=1",
    "http://h:99999/",
  ])("%s is wrong use", (url) => {
    expect(() => targetFromUrl(url)).toThrow(expect.objectContaining({ code: "wrong-use" }));
  });
});

describe("the line that asks again", () => {
  let bin: string;
  beforeAll(async () => {
    bin = await mkdtemp(join(tmpdir(), "kaskctl-bin-"));
    // A curl and an ssh that say what they were told: words one a line, then the body in hex.
    const script =
      '#!/bin/sh\nprintf "%s\\n" "$@"\ncase " $* " in *" @- "*) od -An -v -tx1 ;; esac\n';
    await writeFile(join(bin, "curl"), script);
    await writeFile(join(bin, "ssh"), '#!/bin/sh\nshift 3\nexec sh -c "$*"\n');
    await chmod(join(bin, "curl"), 0o755);
    await chmod(join(bin, "ssh"), 0o755);
  });
  afterAll(() => rm(bin, { recursive: true, force: true }));

  const run = (line: string) =>
    execFileSync("sh", ["-c", line], {
      encoding: "utf8",
      env: { PATH: `${bin}${delimiter}${process.env["PATH"]}` },
    });

  const request = (body: Uint8Array | undefined) => ({
    method: "POST",
    path: "/sessions/v1/kaskctl:smoke:x:1",
    body,
    requestId: "id",
  });
  const bare = targetAt("http://127.0.0.1:8080");
  const host = {
    fqdn: "host.example",
    service: kaskDefinition,
    rendered: materialise(kaskDefinition),
    typedWords: ["ssh", "-F", "box/ssh config", "host.example"],
    run: () => Promise.reject(new Error("not asked here")),
  };

  test.each([
    ["here", bare],
    ["on the host", { ...bare, host }],
  ])("gives a body %s byte for byte", (_where, target) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (body) => {
        const said = run(repeatLine(target, request(body)));
        const text = Buffer.from(body).toString("latin1");
        if (said.includes("--data-raw\n")) {
          expect(said).toContain(`--data-raw\n${text}\n`);
        } else {
          const hex = said.slice(said.lastIndexOf("kaskctl:smoke:x:1\n") + 18);
          expect(hex.replaceAll(/\s/gu, "")).toBe(Buffer.from(body).toString("hex"));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("draws a large body anew", () => {
    expect(repeatLine(bare, request(new Uint8Array(65536)))).toMatch(
      /^head -c 65536 \/dev\/urandom \| curl .*--data-binary @- http:/u,
    );
  });

  test("is what a person would type for a GET", () => {
    expect(
      repeatLine({ ...bare, host }, { ...request(undefined), method: "GET", path: "/healthz" }),
    ).toBe(
      "ssh -F 'box/ssh config' host.example 'curl -sS -i --path-as-is -H '\\''X-Request-ID: id'\\'' http://127.0.0.1:8080/healthz'",
    );
  });
});

describe("differences of configurations", () => {
  test.each<[string, unknown, unknown, readonly string[]]>([
    ["equal data in another order", { a: 1, b: [2] }, { b: [2], a: 1 }, []],
    ["another port", { c: { port: 1 } }, { c: { port: 2 } }, ["c.port: 2 instead of 1"]],
    ["another item", { h: ["a", "b"] }, { h: ["a", "c"] }, ['h[1]: "c" instead of "b"']],
    ["a list of another length", { h: ["a"] }, { h: [] }, ["h: differs"]],
    ["a missing and a new setting", { a: 1 }, { b: 1 }, ["a: missing", "b: not asked for"]],
    ["a secret", { password: "s3cret" }, { password: "other" }, ["password: another value"]],
    ["a text for a number", { port: 80 }, { port: "80" }, ['port: "80" instead of 80']],
    ["a lookup", { k: "%{lookup('x')}" }, { k: "anything (*)" }, []],
    [
      "a text around a lookup",
      { k: "a.%{x}.b" },
      { k: "aXYb" },
      ['k: "aXYb" instead of "a.%{x}.b"'],
    ],
    ["a host text that is not YAML", { a: 1 }, undefined, ["the whole text: missing"]],
  ])("%s", (_title, expected, actual, differences) => {
    expect(configDifferences(expected, actual)).toEqual(differences);
  });
});

describe("percentiles", () => {
  test("are samples, by nearest rank", () => {
    const samples = Array.from({ length: 100 }, (_, n) => ({
      operation: "read",
      durationMs: n + 1,
    }));
    expect(summariseLatencies(samples)).toEqual({
      read: { n: 100, p50: 50, p90: 90, p99: 99, max: 100 },
    });
  });

  test("of one sample are that sample", () => {
    expect(summariseLatencies([{ operation: "delete", durationMs: 1.23456 }])).toEqual({
      delete: { n: 1, p50: 1.235, p90: 1.235, p99: 1.235, max: 1.235 },
    });
  });
});

describe("a service's log", () => {
  const definition = {
    ...kaskDefinition,
    config: { cassandra: { authentication: { username: "kask", password: "hunter2hunter2" } } },
  };
  const target = {
    ...targetAt("http://127.0.0.1:8080"),
    host: {
      fqdn: "host.example",
      service: definition,
      rendered: materialise(definition),
      typedWords: [],
      run: () => Promise.reject(new Error("not asked here")),
    },
  };

  test("is shown without session keys", () => {
    expect(maskLog('GET "/sessions/v1/enwiki:MWSession:abc" 500', target)).toBe(
      'GET "/sessions/v1/[key]" 500',
    );
  });

  test("is shown without the secrets of the configuration", () => {
    expect(maskLog("bad password hunter2hunter2 for kask", target)).toBe(
      "bad password [secret] for kask",
    );
  });
});
