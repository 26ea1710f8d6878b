import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, get, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { load } from "js-yaml";
import { expect, onTestFinished, test } from "vitest";
import { fillOpenapiTemplate, openapiDocument } from "../../service/contract/openapi.ts";
import { graceMs } from "../../service/server.ts";
import { type Store, StoreError } from "../../service/storage/store.ts";
import { type RunningKask, startKask, testBuildInfo } from "../support/running-kask.ts";

async function kaskForThisTest(...how: Parameters<typeof startKask>): Promise<RunningKask> {
  const kask = await startKask(...how);
  onTestFinished(() => kask.close());
  return kask;
}

/** An engine whose replicas are all away. */
function failing(store: Store): Store {
  const fail = () => Promise.reject(new StoreError("no replica answered"));
  return { ...store, get: fail, set: fail, create: fail, delete: fail, close: () => store.close() };
}

test("a value of all bytes comes back byte for byte", async () => {
  const kask = await kaskForThisTest();
  const value = Buffer.concat([
    Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte)),
    randomBytes(65_536),
  ]);
  await kask.ask("POST", "/v1/all-bytes", { body: value });
  const answer = await kask.ask("GET", "/v1/all-bytes");
  expect(answer.headers["content-length"]).toBe(String(value.byteLength));
  expect(answer.body.equals(value)).toBe(true);
});

test.each([
  ["a colon and a star", "KASK:K:*", "KASK:K:*"],
  ["a plus sign, which is no space", "a+b", "a+b"],
  ["a space", "a%20b", "a b"],
  ["a question mark", "a%3Fb", "a?b"],
  ["a percent sign", "a%25b", "a%b"],
  ["a NUL", "a%00b", "a\0b"],
  ["letters beyond ASCII", "%C3%A9%F0%9F%94%91", "é🔑"],
  ["a byte order mark", "%EF%BB%BFa", "\ufeffa"],
  ["eight thousand characters", "x".repeat(8000), "x".repeat(8000)],
  ["thirty thousand characters", "x".repeat(30_000), "x".repeat(30_000)],
])("a key may hold %s", async (_what, escaped, key) => {
  const kask = await kaskForThisTest();
  expect((await kask.ask("POST", `/v1/${escaped}`, { body: "v" })).status).toBe(201);
  expect(Buffer.from((await kask.store.get(key)) ?? []).toString()).toBe("v");
});

test("values are stored for default_ttl seconds", async () => {
  const times: number[] = [];
  const kask = await kaskForThisTest(
    { default_ttl: 1234 },
    {
      wrap: (store) => ({
        ...store,
        set: (key, value, ttlSeconds) => {
          times.push(ttlSeconds);
          return store.set(key, value, ttlSeconds);
        },
      }),
    },
  );
  await kask.ask("POST", "/v1/k", { body: "v" });
  expect(times).toEqual([1234]);
});

test.each(["GET", "POST", "DELETE"])(
  "%s is a 500 problem when the store fails, and the log says why",
  async (method) => {
    const kask = await kaskForThisTest({ service_name: "sessions" }, { wrap: failing });
    const answer = await kask.ask(method, "/v1/k", {
      headers: { "X-Request-ID": "4711" },
      ...(method === "POST" && { body: "v" }),
    });
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      title: "Internal server error",
      instance: "/v1/k",
    });
    const line = JSON.parse(kask.logLines[0] ?? "");
    expect(line).toMatchObject({ appname: "sessions", level: "ERROR", request_id: "4711" });
    expect(line.msg).toMatch(/^Error (?:reading from|writing to) storage \(no replica answered\)$/);
    const metrics = (await kask.ask("GET", "/metrics")).body.toString();
    expect(metrics).toContain(`http_requests_total{code="500",method="${method}"} 1`);
  },
);

test("a log line never holds a key or a value, whatever is asked", async () => {
  const secretKey = "Zaq1key";
  const secretValue = "Xsw2value";
  for (const wrap of [(store: Store) => store, failing]) {
    const kask = await kaskForThisTest({}, { wrap });
    const paths = ["", "?q", "/more", "%zz", "%ff", "//", "%00"].map(
      (end) => `/v1/${secretKey}${end}`,
    );
    for (const path of [...paths, `/elsewhere/${secretKey}`]) {
      for (const method of ["GET", "POST", "PUT", "DELETE", "HEAD", "TRACE"]) {
        await kask.ask(
          method,
          path,
          method === "POST" || method === "PUT" ? { body: secretValue } : {},
        );
      }
    }
    await kask
      .ask("POST", `/v1/${secretKey}`, { body: Buffer.alloc(33 * 1024 * 1024, secretValue) })
      .catch(() => {});
    const log = kask.logLines.join("");
    expect(log).toContain("Unsupported HTTP method (TRACE)");
    expect(log).not.toMatch(/Zaq1|Xsw2/);
  }
});

test("a request without an id is logged with zeros", async () => {
  const kask = await kaskForThisTest();
  await kask.ask("POST", "/v1/k");
  expect(JSON.parse(kask.logLines[0] ?? "")).toMatchObject({
    msg: "Request body is empty",
    request_id: "00000000-0000-0000-0000-000000000000",
  });
});

test("healthz gives the build and does not ask the store", async () => {
  const kask = await kaskForThisTest({}, { wrap: failing });
  const answer = await kask.ask("GET", "/healthz");
  expect(JSON.parse(answer.body.toString())).toEqual(testBuildInfo);
});

test("the metrics have Kask's names, labels and buckets", async () => {
  const kask = await kaskForThisTest();
  await kask.ask("GET", "/v1/k");
  const text = (await kask.ask("GET", "/metrics")).body.toString();
  expect(text).toContain('http_requests_total{code="404",method="GET"} 1');
  const buckets = [...text.matchAll(/^http_request_duration_seconds_bucket\{le="([^"]+)",/gm)];
  expect(buckets.map(([, bound]) => bound)).toEqual([
    "0.001",
    "0.0025",
    "0.005",
    "0.01",
    "0.025",
    "0.05",
    "0.1",
    "0.25",
    "0.5",
    "1",
    "+Inf",
  ]);
  expect(text).toMatch(
    /^kask_build_info\{(?=.*version="v9\.8\.7")(?=.*build_date=)(?=.*build_host=)(?=.*go_version=).*\} 1$/m,
  );
});

test("there is no /openapi unless a text for it is given", async () => {
  const without = await kaskForThisTest();
  expect((await without.ask("GET", "/openapi")).body.toString()).toBe("404 page not found\n");
  const kask = await kaskForThisTest({}, { openapi: "openapi: 3.0.2\n" });
  const answer = await kask.ask("GET", "/openapi");
  expect(answer.headers["content-type"]).toBe("application/x-yaml");
  expect(answer.body.toString()).toBe("openapi: 3.0.2\n");
});

test("the built-in OpenAPI document has the base URI, the operations and examples that refer to each other", () => {
  const document = openapiDocument("/sessions/v1/", "v1");
  const operations = (document["paths"] as Record<string, Record<string, object>>)[
    "/sessions/v1/{key}"
  ];
  expect(Object.keys(operations ?? {})).toEqual(["parameters", "get", "post", "delete"]);
  expect(operations?.["get"]).toMatchObject({
    "x-amples": [{ response: { status: 200, body: "KASK:V:INTEGRATION_TEST_VALUE" } }],
  });
  expect(load(JSON.stringify(document))).toEqual(JSON.parse(JSON.stringify(document)));
});

test.each([
  ['"{{- .BaseURI -}}{key}":', '"/v1/{key}":'],
  ["{{.BaseURI}}x {{ .BaseURI }}", "/v1/x /v1/"],
  ["a  {{- .BaseURI -}}  b", "a/v1/b"],
])("the template %j gets the base URI", (template, text) => {
  expect(fillOpenapiTemplate(template, "/v1/")).toBe(text);
});

test.each([
  ["no HTTP at all", "hello\r\n\r\n", "HTTP/1.1 400 Bad Request"],
  ["an unknown method", "FOO /v1/k HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400 Bad Request"],
  ["CONNECT", "CONNECT /v1/k HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400 Bad Request"],
  [
    "a header of two megabytes",
    `GET /v1/k HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(2_000_000)}\r\n\r\n`,
    "HTTP/1.1 431 Request Header Fields Too Large",
  ],
])("%s gets one plain answer, and the server goes on", async (_what, bytes, statusLine) => {
  const kask = await kaskForThisTest();
  expect(await speak(kask.port, bytes)).toContain(statusLine);
  expect((await kask.ask("GET", "/healthz")).status).toBe(200);
});

test("a client that is refused may send the rest of its megabytes, and hears why", async () => {
  const kask = await kaskForThisTest();
  const errors: Error[] = [];
  const heard = await new Promise<string>((resolve) => {
    const socket = connect(kask.port, "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString();
    });
    socket.on("error", (error) => errors.push(error));
    socket.on("close", () => resolve(text));
    socket.write(`GET /v1/${"k".repeat(4_000_000)} HTTP/1.1\r\nHost: x\r\n\r\n`);
  });
  expect(heard).toContain("HTTP/1.1 431 Request Header Fields Too Large");
  expect(errors).toEqual([]);
});

test.each([
  ["CONNECT", "CONNECT x HTTP/1.1\r\nHost: x\r\n\r\n"],
  [
    "CONNECT behind a GET",
    "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nCONNECT x HTTP/1.1\r\nHost: x\r\n\r\n",
  ],
])("a client that resets its connection after %s harms nobody", async (_what, bytes) => {
  const kask = await kaskForThisTest();
  const socket = connect(kask.port, "127.0.0.1");
  await once(socket, "connect");
  // It reads nothing, so that its end is a reset while the server waits for it.
  socket.write(bytes);
  expect((await kask.ask("GET", "/healthz")).status).toBe(200);
  socket.resetAndDestroy();
  await once(socket, "close");
  expect((await kask.ask("GET", "/healthz")).status).toBe(200);
});

/** What the server says to raw bytes until it ends the connection. */
function speak(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk.toString();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(heard));
    socket.write(bytes);
  });
}

test("a connection may stay idle for ever, as with Go's server", async () => {
  const kask = await kaskForThisTest();
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const headers = await new Promise<IncomingHttpHeaders>((resolve, reject) => {
    get({ host: "127.0.0.1", port: kask.port, path: "/healthz", agent }, (answer) => {
      answer.resume().on("end", () => resolve(answer.headers));
    }).on("error", reject);
  });
  expect(headers).not.toHaveProperty("connection");
  expect(headers).not.toHaveProperty("keep-alive");
});

test.each(["plain", "TLS"])(
  "a %s connection on which nothing was ever asked does not hold up the end",
  async (kind) => {
    const pem = (name: string) => readFileSync(join(import.meta.dirname, "fixtures", name));
    const tls = { cert: pem("tls-cert.pem"), key: pem("tls-key.pem") };
    const kask = await startKask({}, kind === "TLS" ? { tls } : {});
    const where = { host: "127.0.0.1", port: kask.port, rejectUnauthorized: false };
    const socket = kind === "TLS" ? connectTls(where) : connect(where);
    await once(socket, kind === "TLS" ? "secureConnect" : "connect");
    // The server has accepted it by the time it answers another.
    const other = connect(where);
    await once(other, "connect");
    other.destroy();
    const ended = once(socket.resume(), "close").then(() => "the connection");
    const grace = setTimeout(graceMs / 2, "the patience", { ref: false });
    const closed = kask.close();
    expect(await Promise.race([ended, grace])).toBe("the connection");
    await closed;
  },
);
