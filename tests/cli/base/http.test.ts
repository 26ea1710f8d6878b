import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { askOverHttp, type HttpQuestion, plainWords } from "../../../cli/base/http.ts";
import { freePort } from "../../support/free-port.ts";
import { testWorld } from "../../support/test-world.ts";

const question = {
  doing: "read prefix x",
  whom: "the ENC",
  unreachable: "enc-unreachable",
} as const satisfies Omit<HttpQuestion, "url">;

/** A server that answers `/moved` with a redirect, `/never` not at all, the rest with its path. */
async function serve(): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === "/never") return;
    if (request.url === "/moved") response.writeHead(302, { location: "/elsewhere" });
    response.end(request.url);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a question over HTTP", () => {
  test("gives the whole answer and follows no redirect", async () => {
    const url = `${await serve()}/moved`;
    expect(await askOverHttp(testWorld(), { ...question, url })).toMatchObject({
      status: 302,
      body: "/moved",
    });
  });

  test("to a closed port says what was being done, where, and why not", async () => {
    const url = `http://127.0.0.1:${await freePort()}/v1`;
    await expect(askOverHttp(testWorld(), { ...question, url })).rejects.toMatchObject({
      code: "enc-unreachable",
      message: `Cannot read prefix x: the ENC at ${new URL(url).origin} did not answer: connection refused.`,
    });
  });

  test("that nobody answers ends at its time limit", async () => {
    const url = `${await serve()}/never`;
    await expect(
      askOverHttp(testWorld(), { ...question, url, timeoutMs: 20 }),
    ).rejects.toMatchObject({ message: expect.stringContaining("no answer within 0.02 s") });
  });

  test("that is interrupted says so, and not that somebody is away", async () => {
    const url = `${await serve()}/never`;
    const signal = AbortSignal.abort(new Error("Ctrl-C"));
    await expect(askOverHttp(testWorld({ signal }), { ...question, url })).rejects.toMatchObject({
      code: "interrupted",
    });
  });

  test.each(["http://alice:pass-word@127.0.0.1:1/", "http://:pass-word@127.0.0.1:1/"])(
    "never shows the password of an address, which is not asked: %s",
    async (url) => {
      const fetch = () => expect.fail("it was asked");
      const error = await askOverHttp(testWorld({ fetch }), { ...question, url }).catch(String);
      expect(error).toContain("user name or a password");
      expect(error).not.toContain("pass-word");
    },
  );
});

describe("the words of an answer", () => {
  test.each([
    [
      "<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>No such URL.</p>",
      "Not Found No such URL.",
    ],
    ["plain\x1b[2J text\u202e", "plain [2J text"],
    ["x".repeat(201), `${"x".repeat(200)}…`],
  ])("of %j are %j", (body, words) => {
    expect(plainWords(body)).toBe(words);
  });
});
