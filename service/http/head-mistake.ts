import type { IncomingMessage } from "node:http";
import { type PlainRefusal, refusals } from "./malformed-request.ts";

/** The characters of a host, whatever their order. @see golang.org/x/net/http/httpguts, validHostByte */
const hostCharacters = /^[-\w!$%&'()*+,.:;=[\]~]*$/;

/**
 * What Go's server would not pass on although Node's parser does; undefined where there is nothing.
 * @see go/net/http/server.go, conn.readRequest; go/net/http/transfer.go, parseTransferEncoding
 */
export function headMistake(request: IncomingMessage): PlainRefusal | undefined {
  if (request.httpVersionMajor !== 1) return refusals.version;
  const { host, "transfer-encoding": encoding } = request.headers;
  if (host === undefined) {
    if (request.httpVersionMinor !== 0) return refusals.noHost;
  } else if (!hostCharacters.test(host)) return refusals.wrongHost;
  else if (countHosts(request.rawHeaders) > 1) return refusals.malformed;
  // Of any other coding the body would be stored as it travels.
  if (encoding !== undefined && encoding.toLowerCase() !== "chunked") return refusals.encoding;
  return undefined;
}

/** Whether a request expects what is not `100-continue`. @see go/net/http/server.go, conn.serve */
export function expectsTheUnknown({ headers: { expect } }: IncomingMessage): boolean {
  return expect !== undefined && expect !== "" && !/(?:^|\W)100-continue(?:$|\W)/i.test(expect);
}

function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === 4 && name.toLowerCase() === "host") count++;
  }
  return count;
}
