import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  fillExample,
  type HttpExample,
  httpExamples,
} from "../../service/contract/http-examples.ts";
import { type RunningKask, startKask } from "../support/running-kask.ts";

describe.each(["/sessions/v1", "/v1/", "a/b/c"])("with the base URI %s", (base_uri) => {
  let kask: RunningKask;
  beforeAll(async () => {
    kask = await startKask({ base_uri });
  });
  afterAll(() => kask.close());

  test.each(httpExamples)("$title", async (example) => {
    await expectAnswer(kask, example);
  });
});

async function expectAnswer(kask: RunningKask, example: HttpExample): Promise<void> {
  const key = `key-${randomBytes(8).toString("hex")}`;
  const fill = (text: string): string => fillExample(text, kask.baseUri, key);
  if (example.stored !== undefined) await kask.store.set(key, Buffer.from(example.stored), 60);
  const before = await requestsCounted(kask);

  const { method, path, headers = {}, body } = example.request;
  const answer = await kask.ask(method, fill(path), { headers, ...(body && { body }) });

  const { response } = example;
  expect(answer.status).toBe(response.status);
  for (const [name, value] of Object.entries(response.headers)) {
    expect([name, answer.headers[name]]).toEqual([name, value && fill(value)]);
  }
  if (response.body !== undefined) expect(answer.body.toString()).toBe(fill(response.body));
  expect((await requestsCounted(kask)) - before).toBe(example.counted ? 1 : 0);
}

async function requestsCounted(kask: RunningKask): Promise<number> {
  const text = (await kask.ask("GET", "/metrics")).body.toString();
  const counts = text.matchAll(/^http_requests_total\{.*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
