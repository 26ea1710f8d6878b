import { createSocket } from "node:dgram";

/** Answers every question for an IPv4 address with the same one, until it is closed. */
export async function startDnsServer(address: string): Promise<{ close(): Promise<void> }> {
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address: asker }) => {
    socket.send(answerTo(query, address), port, asker);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(53, address, resolve);
  });
  return { close: () => new Promise((resolve) => socket.close(() => resolve())) };
}

const headerBytes = 12;
const typeA = 1;

/** The question again, and below it the address where one was asked for. */
function answerTo(query: Buffer, address: string): Buffer {
  const nameEnd = query.indexOf(0, headerBytes) + 1;
  const question = query.subarray(headerBytes, nameEnd + 4);
  const isForAddress = query.readUInt16BE(nameEnd) === typeA;
  const header = Buffer.from(query.subarray(0, headerBytes));
  // A recursive answer without a fault; one question, then perhaps one record.
  header.writeUInt16BE(0x8180, 2);
  for (const [index, count] of [1, isForAddress ? 1 : 0, 0, 0].entries())
    header.writeUInt16BE(count, 4 + 2 * index);
  if (!isForAddress) return Buffer.concat([header, question]);
  // The name of the question, type A, class IN, for 1 second, 4 bytes.
  const record = Buffer.from([0xc0, headerBytes, 0, typeA, 0, 1, 0, 0, 0, 1, 0, 4]);
  return Buffer.concat([header, question, record, Buffer.from(address.split(".").map(Number))]);
}
