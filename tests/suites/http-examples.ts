import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fillExample, type HttpExample } from "../../service/contract/http-example.ts";
import { httpExamples } from "../../service/contract/http-examples.ts";
import { ask } from "../support/running-kask.ts";

/** A Kask that listens on loopback. */
export interface KaskCandidate {
  readonly port: number;
  /** With leading and trailing slash. */
  readonly baseUri: string;
  close(): Promise<void>;
}

/** What every Kask answers, ours and Wikimedia's. */
export function describeHttpExamples(name: string, start: () => Promise<KaskCandidate>): void {
  describe(name, () => {
    let kask: KaskCandidate;
    beforeAll(async () => {
      kask = await start();
    });
    afterAll(() => kask?.close());

    test.each(httpExamples)("$title ($source)", (example) => expectAnswer(kask, example));
  });
}

async function expectAnswer({ port, baseUri }: KaskCandidate, example: HttpExample): Promise<void> {
  const key = `key-${randomBytes(8).toString("hex")}`;
  const fill = (text: string): string => fillExample(text, baseUri, key);
  if (example.stored !== undefined) {
    const stored = await ask(port, "POST", baseUri + key, { body: example.stored });
    expect(stored.status).toBe(201);
  }
  const before = await requestsCounted(port);

  const { method, path, headers = {}, body } = example.request;
  const answer = await ask(port, method, fill(path), { headers, ...(body && { body }) });

  const { response } = example;
  expect(answer.status).toBe(response.status);
  for (const [name, value] of Object.entries(response.headers)) {
    expect([name, answer.headers[name]]).toEqual([name, value && fill(value)]);
  }
  if (response.body !== undefined) expect(answer.body.toString()).toBe(fill(response.body));
  expect((await requestsCounted(port)) - before).toBe(example.counted ? 1 : 0);
}

async function requestsCounted(port: number): Promise<number> {
  const text = (await ask(port, "GET", "/metrics")).body.toString();
  const counts = text.matchAll(/^http_requests_total\{.*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
