import { randomBytes } from "node:crypto";
import { askInOrder, keyPath, type Question } from "../ask-in-order.ts";
import type { Check, SmokeSession } from "../check.ts";

/** All 256 byte values in order, so NUL and sequences that are not UTF-8 are among them. */
const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** What text handling on the way would spoil: NUL first, broken UTF-8, every kind of line end. */
const awkward = Buffer.from("\0\xff\xfe\xc3(\xed\xa0\x80\r\n\r\r\n\n\x1a \t\0", "latin1");

const randomSizeBytes = 64 * 1024;

export const check: Check = {
  id: "binary",
  asks: "Do bytes of every kind come back unchanged?",
  why: "MediaWiki stores serialised PHP, which one changed byte makes unreadable: the user is logged out.",
  source: "mediawiki-services-kask/http.go, HTTPHandler.get",
  since: "0.1.0",
  layer: "http",
  writes: true,

  run(session) {
    const values = [everyByte, awkward, randomBytes(randomSizeBytes)];
    return askInOrder(
      session,
      values.flatMap((value) => storeAndRead(session, value)),
    );
  },
};

function storeAndRead(session: SmokeSession, value: Uint8Array): readonly Question[] {
  const path = keyPath(session, session.newKey());
  return [
    { method: "POST", path, body: value, status: 201 },
    { method: "GET", path, status: 200, value },
    { method: "DELETE", path, status: 204 },
  ];
}
