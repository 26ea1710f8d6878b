import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Secret } from "../../../cli/base/secret.ts";
import { type CqlLogin, openCql } from "../../../cli/schema/cql-connection.ts";
import {
  answerFrame,
  authenticate,
  badCredentials,
  int,
  nodeThat,
  opcodes,
  ready,
  short,
  text,
} from "./hand-made-node.ts";

const login: CqlLogin = { username: "kask", password: new Secret("s3cr3t") };

async function socketOf(answers: Parameters<typeof nodeThat>[0]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kaskctl-cql-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "s");
  await nodeThat(answers, { path });
  return path;
}

function open(path: string, signal = new AbortController().signal) {
  return openCql(path, login, signal);
}

test("a port at which somebody else answers is not taken for Cassandra", async () => {
  const path = await socketOf((socket) => socket.write("SSH-2.0-OpenSSH_9.2p1 Debian\r\n"));
  await expect(open(path)).rejects.toMatchObject({
    fault: "away",
    message: expect.stringMatching(/no header of Cassandra's protocol/),
  });
});

test("a node that hangs up is away", async () => {
  const path = await socketOf((socket) => socket.end());
  await expect(open(path)).rejects.toMatchObject({
    fault: "away",
    message: "it closed the connection",
  });
});

test("a tunnel that is gone is away", async () => {
  await expect(open("/nowhere/s")).rejects.toMatchObject({ fault: "away" });
});

test("a node that never answers is let go when the signal says so", async () => {
  const stop = new AbortController();
  const path = await socketOf(() => stop.abort());
  await expect(open(path, stop.signal)).rejects.toMatchObject({ fault: "away" });
});

test("a refused login tells neither the name nor the password", async () => {
  const path = await socketOf((socket, chunk) =>
    socket.write(chunk[4] === opcodes.startup ? authenticate : badCredentials),
  );
  await expect(open(path)).rejects.toMatchObject({
    fault: "login",
    message: "it refuses user name or password",
  });
});

test.each([
  ["of others that it lacks", 0x1000, "alone"],
  ["of the statement itself", 0x2200, "refused"],
])("a node that refuses a statement because %s is told from others", async (_, code, fault) => {
  const body = Buffer.concat([int(code), text("Cannot achieve consistency level LOCAL_ONE")]);
  const path = await socketOf((socket, chunk) => {
    const isGreeting = chunk[4] === opcodes.startup;
    socket.write(isGreeting ? ready : answerFrame(opcodes.error, body));
  });
  const cql = await open(path);
  await expect(cql.query("CREATE KEYSPACE IF NOT EXISTS kask")).rejects.toMatchObject({ fault });
  cql.close();
});

test("an answer that comes byte by byte, with a warning before it, is read whole", async () => {
  const row = '{"a": "ü"}';
  const body = Buffer.concat([
    // A list of one warning; then a result of rows, with the name of its table, of one column.
    short(1),
    text("too many replicas"),
    int(2),
    int(1),
    int(1),
    ...["system", "local", "[json]"].map(text),
    short(0x0d),
    int(1),
    int(Buffer.byteLength(row)),
    Buffer.from(row),
  ]);
  const path = await socketOf((socket, chunk) => {
    if (chunk[4] === opcodes.startup) socket.write(ready);
    else for (const byte of answerFrame(0x08, body, 0x08)) socket.write(Buffer.of(byte));
  });
  const cql = await open(path);
  expect(await cql.query("SELECT JSON a FROM system.local")).toEqual([{ a: "ü" }]);
  cql.close();
});
