import type { IncomingMessage } from "node:http";
import type { Exchange } from "./exchange.ts";

/** `broken`: the body is not framed as HTTP has it, or ends before its end. */
export type BodyErrorKind = "too-long" | "aborted" | "broken";

const messages: Readonly<Record<BodyErrorKind, string>> = {
  "too-long": "the body is too long",
  aborted: "the client went away",
  broken: "the body is broken",
};

/** A body that is not whole, or that is longer than the limit. */
export class BodyError extends Error {
  readonly kind: BodyErrorKind;

  constructor(kind: BodyErrorKind) {
    super(messages[kind]);
    this.name = "BodyError";
    this.kind = kind;
  }
}

/** Requests whose bodies broke, before or while they were read. */
const broken = new WeakSet<IncomingMessage>();
const brokeEvent = "body-broke";

/** Fails {@link readBody}, now or when it is called; the server calls it when the parser gives up. */
export function breakBody(request: IncomingMessage): void {
  broken.add(request);
  request.emit(brokeEvent);
}

/** Requests that were told to send their body. */
const continued = new WeakSet<IncomingMessage>();

/**
 * Whether a client asked for `100 Continue` and never got it: what it sends next may be the body or not, so
 * that Node ends the connection.
 */
export function isLeftWaiting({ request }: Exchange): boolean {
  const { expect } = request.headers;
  if (expect === undefined || expect === "" || request.httpVersionMinor === 0) return false;
  return !continued.has(request);
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && Number(length) > 0);
}

/**
 * A request's body. Of one that is too long nothing more is kept; the rest is read and thrown away, since a
 * connection that is closed while its client writes loses the answer.
 * @throws {BodyError}
 */
export function readBody(exchange: Exchange, limitBytes: number): Promise<Buffer> {
  const { request, response } = exchange;
  return new Promise((resolve, reject) => {
    if (Number(request.headers["content-length"] ?? 0) > limitBytes) {
      reject(new BodyError("too-long"));
      return;
    }
    if (broken.has(request)) {
      reject(new BodyError("broken"));
      return;
    }
    if (isLeftWaiting(exchange) && hasBody(request)) {
      continued.add(request);
      response.writeContinue();
    }
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limitBytes) chunks.push(chunk);
      else reject(new BodyError("too-long"));
    });
    request.on("end", () =>
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
    );
    request.on(brokeEvent, () => reject(new BodyError("broken")));
    // A request closes after its end as well, and an error's stack costs a twentieth of a POST.
    request.on("close", () => {
      if (!request.complete) reject(new BodyError("aborted"));
    });
  });
}
