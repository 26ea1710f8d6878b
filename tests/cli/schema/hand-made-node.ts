import { once } from "node:events";
import { createServer, type ListenOptions, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A port or socket at which somebody answers each chunk that comes; it is closed after the test. */
export async function nodeThat(
  answers: (socket: Socket, chunk: Buffer) => void,
  where: ListenOptions,
): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("data", (chunk: Buffer) => answers(socket, chunk));
    socket.on("error", () => socket.destroy());
  });
  server.listen(where);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return server;
}

/** The opcodes of what a client sends, and of answers. */
export const opcodes = { error: 0x00, startup: 0x01, ready: 0x02, authenticate: 0x03 } as const;

/** A frame of version 4 of Cassandra's protocol, from the node. */
export function answerFrame(opcode: number, body: Uint8Array, flags = 0): Buffer {
  const header = Buffer.from([0x84, flags, 0, 0, opcode, 0, 0, 0, 0]);
  header.writeInt32BE(body.length, 5);
  return Buffer.concat([header, body]);
}

/** READY, as a node says it that wants no login. */
export const ready: Buffer = answerFrame(opcodes.ready, Buffer.alloc(0));

/** AUTHENTICATE. */
export const authenticate: Buffer = answerFrame(opcodes.authenticate, text("a"));

/** ERROR of a wrong login, in words that name it. */
export const badCredentials: Buffer = answerFrame(
  opcodes.error,
  Buffer.concat([int(0x0100), text("Provided username kask and/or password s3cr3t are incorrect")]),
);

export function text(value: string): Buffer {
  return Buffer.concat([short(Buffer.byteLength(value)), Buffer.from(value)]);
}

export function short(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}

export function int(value: number): Buffer {
  return Buffer.concat([short(0), short(value)]);
}
