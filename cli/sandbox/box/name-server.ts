import { createSocket } from "node:dgram";

/** A server of names that answers. */
export interface NameServer {
  readonly port: number;
  close(): Promise<void>;
}

/** The port at which names are asked for. */
export const namePort = 53;

/**
 * Tells IPv4 addresses by name, over UDP. A name that it was not told does not exist: nobody else is asked.
 * @param names in lower case
 * @throws {Error} where it may not listen there
 * @see RFC 1035
 */
export async function startNameServer(
  place: { readonly address: string; readonly port: number },
  names: ReadonlyMap<string, string>,
): Promise<NameServer> {
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => {
    const answer = answerTo(query, names);
    // Whoever asked may have gone meanwhile.
    if (answer) socket.send(answer, port, address, () => {});
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind({ ...place, exclusive: true }, resolve);
  });
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

const headerBytes = 12;
const typeAddress = 1;

/** Set in the third byte of an answer. */
const isAnswer = 0x80;

/** An answer of the one who knows, to a question that was to be asked further. */
const answerFlags = 0x8580;
const noSuchName = 3;

/** The question again, and below it the address; undefined for what is no question. */
function answerTo(query: Buffer, names: ReadonlyMap<string, string>): Buffer | undefined {
  const question = readQuestion(query);
  if (question === undefined) return undefined;
  const { name, type, end } = question;
  const address = names.get(name);
  const record = address !== undefined && type === typeAddress ? addressRecord(address) : undefined;
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  header.writeUInt16BE(answerFlags | (address === undefined ? noSuchName : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(record ? 1 : 0, 6);
  return Buffer.concat([header, query.subarray(headerBytes, end), record ?? Buffer.alloc(0)]);
}

/** The name as it stands behind the header, type A, class IN, for 5 seconds, 4 bytes. */
const recordHead = Buffer.from("c00c00010001000000050004", "hex");

function addressRecord(address: string): Buffer {
  return Buffer.concat([recordHead, Buffer.from(address.split(".").map(Number))]);
}

function readQuestion(query: Buffer) {
  // Two that answer answers never end.
  if ((query[2] ?? 0) & isAnswer) return undefined;
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = query[at]; length !== 0; length = query[at]) {
    // Nothing of a question is left out for having been said before, as parts of answers are.
    if (length === undefined || length > 63) return undefined;
    labels.push(query.toString("latin1", at + 1, at + 1 + length).toLowerCase());
    at += 1 + length;
  }
  const end = at + 5;
  if (query.length < end) return undefined;
  return { name: labels.join("."), type: query.readUInt16BE(at + 1), end };
}
