import { shellLine } from "../ssh/quote.ts";
import type { SmokeTarget } from "./check.ts";

/** A request, as far as it matters to ask it again. */
export interface RepeatableRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array | undefined;
  readonly requestId: string;
}

/** A longer body is drawn anew, since a line of escapes helps nobody. */
const writtenOutBytes = 64;

/**
 * The shell line that asks again: `curl`, on the host itself where Kask is reached through a
 * tunnel. It names only keys of our own.
 */
export function repeatLine(target: SmokeTarget, request: RepeatableRequest): string {
  const line = curlLine(target.origin, request);
  return target.host === undefined ? line : shellLine([...target.host.typedWords, line]);
}

function curlLine(origin: string, { method, path, body, requestId }: RepeatableRequest): string {
  const words = ["curl", "-sS", "-i", "--path-as-is"];
  if (method !== "GET") words.push("-X", method);
  words.push("-H", `X-Request-ID: ${requestId}`);
  if (body === undefined) return shellLine([...words, origin + path]);
  words.push("-H", "Content-Type: application/octet-stream");
  const text = printable(body);
  if (text !== undefined) return shellLine([...words, "--data-raw", text, origin + path]);
  const source =
    body.length > writtenOutBytes
      ? ["head", "-c", String(body.length), "/dev/urandom"]
      : ["printf", octal(body)];
  return `${shellLine(source)} | ${shellLine([...words, "--data-binary", "@-", origin + path])}`;
}

function printable(body: Uint8Array): string | undefined {
  if (body.length > writtenOutBytes) return undefined;
  const text = Buffer.from(body).toString("latin1");
  return /^[\x20-\x7e]*$/u.test(text) ? text : undefined;
}

function octal(body: Uint8Array): string {
  return Array.from(body, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
