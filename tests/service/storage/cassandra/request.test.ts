import { expect, test } from "vitest";
import type { Connection } from "../../../../service/storage/cassandra/connection.ts";
import { consistencyCodes, opcodes } from "../../../../service/storage/cassandra/protocol.ts";
import { ReplicaSet } from "../../../../service/storage/cassandra/replica-set.ts";
import { Request } from "../../../../service/storage/cassandra/request.ts";
import { createOperation } from "../../../support/cassandra/create-operation.ts";

const key = "it's a key";

/** What becomes of a create that a node refuses. */
async function refuse(code: number, message: string, rest: readonly number[]) {
  let retries = 0;
  let denials = 0;
  const owner = {
    retry: () => ++retries > 0,
    prepareAgain() {},
    denied() {
      denials++;
    },
    settled() {},
  };
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const execution = { key, value: Buffer.from("v"), ttlSeconds: 1, timestampUs: 0 };
  const start = { replicas: new ReplicaSet([]), startMs: 0 };
  const request = new Request(owner, createOperation, execution, start, { resolve, reject });
  const text = Buffer.from(message);
  const body = Buffer.concat([Buffer.alloc(6), text, Buffer.from(rest)]);
  body.writeInt32BE(code);
  body.writeUInt16BE(text.length, 4);
  request.onAnswer({} as Connection, opcodes.error, body, 0, body.length);
  if (retries > 0) request.fail(request.failure as never);
  const error: unknown = await promise.catch((reason: unknown) => reason);
  return { retries, denials, told: (error as Error).message };
}

const unavailable = 0x1000;

test("a create that lacks replicas before it begins is sent to another node", async () => {
  const { retries, told } = await refuse(unavailable, "m", [0, consistencyCodes.SERIAL]);
  expect(retries).toBe(1);
  expect(told).not.toContain("may have been stored");
});

test.each([
  ["lacks replicas for its commit", unavailable, [0, consistencyCodes.LOCAL_QUORUM]],
  ["meets an overloaded node", 0x1001, []],
  ["meets a mistake of the server", 0, []],
])("a create that %s is not sent again, since it may have been done", async (_what, code, rest) => {
  const { retries, told } = await refuse(code, "m", rest);
  expect(retries).toBe(0);
  expect(told).toContain("the value may have been stored");
});

test.each([["it's a key"], ["it''s a key"]])(
  "a message that quotes the key as %s is not told",
  async (quoted) => {
    const { told } = await refuse(0, `SELECT value FROM t WHERE key = '${quoted}'`, []);
    expect(told).not.toContain("a key");
  },
);

test("a missing permission is told to the owner, and without the name of the role", async () => {
  const message =
    "User kask_rw has no MODIFY permission on <table kask.values> or any of its parents";
  const { denials, told } = await refuse(0x2100, message, []);
  expect(denials).toBe(1);
  expect(told).toContain("the login has no MODIFY permission");
  expect(told).not.toContain("kask_rw");
});
