import { assert, asyncProperty, constantFrom, option, record, string, tuple } from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { type Store, StoreError } from "../../service/storage/store.ts";
import { type RunningKask, startKask } from "../support/running-kask.ts";

/** What no sink may say, wherever it stood in a request. */
const marks = { key: "Zaq1key", value: "Xsw2value", password: "Cde3password" } as const;

/** An engine whose replicas are all away. */
function failing(store: Store): Store {
  const fail = () => Promise.reject(new StoreError("no replica answered"));
  return { ...store, get: fail, set: fail, create: fail, delete: fail, close: () => store.close() };
}

/** A mistake of ours, in words that quote what was asked. */
function broken(store: Store): Store {
  const fail = (key: string, value?: Uint8Array) =>
    Promise.reject(new TypeError(`no ${key} for ${Buffer.from(value ?? []).toString()}`));
  return { ...store, get: fail, set: fail, create: fail, delete: fail, close: () => store.close() };
}

const requests = record({
  method: constantFrom("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"),
  before: constantFrom("/v1/", "//v1/", "/v1/../v1/", "/v1", "/elsewhere/", "/%761/"),
  around: tuple(
    constantFrom("", "%00", "%ff", "a", "%2F", "é"),
    constantFrom("", "?q=", "/more", "%zz", "%ff", "%2F", "%0A", "/v1/x"),
  ),
  body: option(constantFrom(marks.value, marks.value.repeat(100), `{"${marks.value}":1}`)),
  headers: record(
    {
      "if-none-match": constantFrom("*", marks.value),
      "kask-ttl": constantFrom("1", "0", marks.value),
      traceparent: constantFrom("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "x"),
      cookie: constantFrom(`session=${marks.key}`),
      authorization: constantFrom(`Basic ${marks.password}`),
      "content-type": string({ unit: "grapheme-ascii", maxLength: 9 }),
    },
    { requiredKeys: [] },
  ),
});

async function kaskWith(wrap: (store: Store) => Store): Promise<RunningKask> {
  const authentication = { username: "kask", password: marks.password };
  const settings = {
    max_body_bytes: 500,
    cassandra: { authentication },
  };
  const kask = await startKask(settings, { wrap });
  onTestFinished(() => kask.close());
  return kask;
}

const engines = {
  "whole engine": (store: Store) => store,
  "failing one": failing,
  "broken one": broken,
};

test.each(Object.entries(engines))(
  "no log line, metric or page says a key, a value or a credential, with a %s",
  async (_name, wrap) => {
    const kask = await kaskWith(wrap);
    await assert(
      asyncProperty(requests, async ({ method, before, around: [start, end], body, headers }) => {
        const path = `${before}${start}${marks.key}${end}`;
        const answer = await kask
          .ask(method, path, { headers, ...(body !== null && { body }) })
          .catch(() => undefined);
        if (answer === undefined || answer.status < 400) return;
        // A problem names the path that was asked: that much is Kask's interface.
        const { instance: _instance, ...rest } = problemOf(answer.body.toString());
        expect(JSON.stringify(rest)).not.toMatch(/Zaq1|Xsw2|Cde3/);
      }),
      { numRuns: 150 },
    );
    const pages = ["/metrics", "/healthz", "/readyz"].map((page) =>
      kask.ask("GET", page).then(({ body }) => body.toString()),
    );
    const told = [...kask.logLines, ...(await Promise.all(pages))].join("\n");
    expect(told).toMatch(/answered with \d+ and \d+ bytes/);
    expect(told.split("\n").filter((line) => /Zaq1|Xsw2|Cde3/.test(line))).toEqual([]);
  },
);

function problemOf(body: string): Record<string, unknown> {
  return body.startsWith("{") ? JSON.parse(body) : { body };
}
