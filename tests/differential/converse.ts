import { createHash } from "node:crypto";
import { connect, type Socket } from "node:net";
import { ask } from "../support/running-kask.ts";
import { baseUri, type Conversation, request } from "./conversation.ts";

/** A connection is left open when nothing is heard for so long, and then somebody else is answered first. */
const silenceMs = 5_000;

/** Answered in the same way by every Kask, and only by a connection that was kept. */
const onceMore = Buffer.from(request("GET", "/once-more", { headers: ["Connection: close"] }));
const onceMoreAnswer =
  /HTTP\/1\.1 404 Not Found\r\nContent-Type: text\/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nDate: DATE\r\nContent-Length: 19\r\nConnection: close\r\n\r\n404 page not found\n$/;

/**
 * Holds a conversation and gives what the server said, byte by byte as Latin-1, but `DATE` for a date of
 * the right form, and the digest of what is long; then what became of the connection.
 */
export function converse(port: number, conversation: Conversation): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const heard: Buffer[] = [];
    let ending = "(connection closed)";
    socket.setTimeout(silenceMs, async () => {
      const heardBefore = heard.length;
      await ask(port, "GET", `${baseUri}somebody-else`);
      // What was heard meanwhile has set the time limit anew.
      if (heard.length > heardBefore) return;
      ending = "(connection left open)";
      socket.destroy();
    });
    socket.on("data", (chunk) => heard.push(chunk));
    // A server that has said its last word may refuse to hear ours, and which of both we notice is chance.
    socket.on("error", () => {});
    socket.on("close", () => resolve(transcriptOf(Buffer.concat(heard), ending)));
    socket.on("connect", () => void speak(socket, conversation));
  });
}

async function speak(socket: Socket, { sent, manner }: Conversation): Promise<void> {
  switch (manner) {
    case "whole":
      socket.write(Buffer.concat([sent, onceMore]));
      return;
    case "byte by byte":
      for (const byte of Buffer.concat([sent, onceMore])) await written(socket, byte);
      return;
    case "half-closed":
      socket.end(sent);
      return;
    case "reset":
      socket.write(sent, () => socket.resetAndDestroy());
  }
}

/** Resolves in a later turn, so that the system sends the byte alone. */
function written(socket: Socket, byte: number): Promise<void> {
  return new Promise((resolve) => {
    socket.write(Uint8Array.of(byte), () => setImmediate(resolve));
  });
}

const date = /^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT(?=\r$)/gm;

function transcriptOf(heard: Buffer, ending: string): string {
  const text = heard.toString("latin1").replace(date, "Date: DATE");
  const kept = onceMoreAnswer.exec(text);
  if (kept === null) return `${shortened(text)}${ending}`;
  return `${shortened(text.slice(0, kept.index))}(connection kept)`;
}

const shortLength = 2_000;

/** The text, or its beginning, length and digest. */
export function shortened(text: string): string {
  if (text.length <= shortLength) return text;
  const digest = createHash("sha256").update(text, "latin1").digest("hex");
  return `${text.slice(0, shortLength)}… (${text.length} bytes, sha256 ${digest})`;
}
