import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Secret } from "../../../cli/base/secret.ts";
import { type CqlLogin, openCql } from "../../../cli/schema/cql-connection.ts";

const login: CqlLogin = { username: "kask", password: new Secret("s3cr3t") };

/** A socket at which somebody answers each chunk that comes. */
async function nodeThat(answers: (socket: Socket, chunk: Buffer) => void): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kaskctl-cql-"));
  const path = join(folder, "s");
  const server = createServer((socket) => {
    socket.on("data", (chunk: Buffer) => answers(socket, chunk));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });
  return path;
}

function frame(opcode: number, body: Buffer, flags = 0): Buffer {
  const header = Buffer.from([0x84, flags, 0, 0, opcode, 0, 0, 0, 0]);
  header.writeInt32BE(body.length, 5);
  return Buffer.concat([header, body]);
}

const ready = frame(0x02, Buffer.alloc(0));

function open(path: string, signal = new AbortController().signal) {
  return openCql(path, login, signal);
}

test("a port at which somebody else answers is not taken for Cassandra", async () => {
  const path = await nodeThat((socket) => socket.write("SSH-2.0-OpenSSH_9.2p1 Debian\r\n"));
  await expect(open(path)).rejects.toMatchObject({
    fault: "away",
    message: expect.stringMatching(/no header of Cassandra's protocol/),
  });
});

test("a node that hangs up is away", async () => {
  const path = await nodeThat((socket) => socket.end());
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
  const path = await nodeThat(() => stop.abort());
  await expect(open(path, stop.signal)).rejects.toMatchObject({ fault: "away" });
});

test("a refused login tells neither the name nor the password", async () => {
  const words = "Provided username kask and/or password s3cr3t are incorrect";
  const body = Buffer.concat([Buffer.from([0, 0, 1, 0, 0, words.length]), Buffer.from(words)]);
  const authenticate = frame(0x03, Buffer.from([0, 1, 0x61]));
  const path = await nodeThat((socket, chunk) =>
    socket.write(chunk[4] === 0x01 ? authenticate : frame(0x00, body)),
  );
  const refusal = await open(path).catch((error: Error) => error);
  expect(refusal).toMatchObject({ fault: "login", message: "it refuses user name or password" });
});

test("an answer that comes byte by byte, with a warning before it, is read whole", async () => {
  const text = (value: string) => Buffer.concat([short(value.length), Buffer.from(value)]);
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
  const path = await nodeThat((socket, chunk) => {
    if (chunk[4] === 0x01) socket.write(ready);
    else for (const byte of frame(0x08, body, 0x08)) socket.write(Buffer.of(byte));
  });
  const cql = await open(path);
  expect(await cql.query("SELECT JSON a FROM system.local")).toEqual([{ a: "ü" }]);
  cql.close();
});

function short(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}

function int(value: number): Buffer {
  return Buffer.concat([short(0), short(value)]);
}
