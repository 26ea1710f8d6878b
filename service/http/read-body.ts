import type { IncomingMessage } from "node:http";

/** A body that ended before its end, or that is longer than the limit. */
export class BodyError extends Error {
  readonly kind: "too-long" | "aborted";

  constructor(kind: "too-long" | "aborted") {
    super(kind === "too-long" ? "the body is too long" : "the client went away");
    this.name = "BodyError";
    this.kind = kind;
  }
}

/**
 * A request's body. Of one that is too long nothing more is kept; the rest is read and thrown away, since a
 * connection that is closed while its client writes loses the answer.
 * @throws {BodyError}
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers["content-length"] ?? 0) > limitBytes) {
      reject(new BodyError("too-long"));
      return;
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
    // A request closes after its end as well.
    request.on("close", () => {
      if (!request.complete) reject(new BodyError("aborted"));
    });
  });
}
