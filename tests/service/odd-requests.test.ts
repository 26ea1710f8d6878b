import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type RunningKask, startKask } from "../support/running-kask.ts";

async function kaskForThisTest(): Promise<RunningKask> {
  const kask = await startKask();
  onTestFinished(() => kask.close());
  return kask;
}

/** What the server says until it ends the connection; the client ends its own side first, or never. */
function hear(port: number, bytes: string, isHalfClosed: boolean): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(heard));
    socket.write(bytes, "latin1");
    if (isHalfClosed) socket.end();
  });
}

const untilClosed = (port: number, bytes: string): Promise<string> => hear(port, bytes, false);
const halfClosed = (port: number, bytes: string): Promise<string> => hear(port, bytes, true);

const statuses = (heard: string): readonly string[] =>
  [...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status = ""]) => status);

const get = "GET /v1/k HTTP/1.1\r\nHost: x\r\n\r\n";
const post = "POST /v1/k HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nv";
const remove = "DELETE /v1/k HTTP/1.1\r\nHost: x\r\n\r\n";
const last = "GET /v1/k HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

test("requests that come at once are answered one behind the other", async () => {
  const kask = await kaskForThisTest();
  const heard = await untilClosed(kask.port, post + get + remove + get + post + last);
  expect(statuses(heard)).toEqual(["201", "200", "204", "404", "201", "200"]);
});

test("a client that ends its side still gets all its answers, and then our end", async () => {
  const kask = await kaskForThisTest();
  expect(statuses(await halfClosed(kask.port, post + get))).toEqual(["201", "200"]);
});

test("what cannot be read is answered behind all that could", async () => {
  const kask = await kaskForThisTest();
  const heard = await untilClosed(kask.port, `${post}${get}no HTTP\r\n\r\n`);
  expect(statuses(heard)).toEqual(["201", "200", "400"]);
});

test.each([
  ["asks for the end", last],
  ["cannot be decoded", "GET /v1/%zz HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["expects what nobody knows", "GET /v1/k HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n"],
])("nothing is done that comes behind a request that %s", async (_what, ending) => {
  const kask = await kaskForThisTest();
  const heard = await untilClosed(kask.port, post + ending + remove);
  expect(statuses(heard)).toHaveLength(2);
  expect((await kask.ask("GET", "/v1/k")).status).toBe(200);
});

test.each([
  ["chunks that are none", "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "500"],
  [
    "another coding than chunks",
    "Transfer-Encoding: gzip, chunked\r\n\r\n1\r\nv\r\n0\r\n\r\n",
    "501",
  ],
  [
    "a length and chunks",
    "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "400",
  ],
  ["a second host", "Host: y\r\nContent-Length: 1\r\n\r\nv", "400"],
])("a POST with %s stores nothing and ends the connection", async (_what, rest, status) => {
  const kask = await kaskForThisTest();
  const heard = await untilClosed(kask.port, `POST /v1/k HTTP/1.1\r\nHost: x\r\n${rest}`);
  expect(statuses(heard)).toEqual([status]);
  expect((await kask.ask("GET", "/v1/k")).status).toBe(404);
});

test("a body that ends before its length is a 500 problem, as with Kask, and nothing is stored", async () => {
  const kask = await kaskForThisTest();
  expect(statuses(await halfClosed(kask.port, post.replace("Length: 1", "Length: 9")))).toEqual([
    "500",
  ]);
  expect((await kask.ask("GET", "/v1/k")).status).toBe(404);
});

test("leave to send a body is given when it is read, and to no other request", async () => {
  const kask = await kaskForThisTest();
  const expecting = (method: string): string =>
    `${method} /v1/k HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n`;
  const stored = await halfClosed(kask.port, `${expecting("POST")}v`);
  expect(statuses(stored)).toEqual(["100", "201"]);
  expect(statuses(await untilClosed(kask.port, expecting("PUT")))).toEqual(["400"]);
});
