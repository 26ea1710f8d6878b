import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { ServiceConfig } from "./contract/service-config.ts";
import { StartError, systemReason } from "./start-error.ts";

/** The server's certificate and key, as PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * Reads the files that `tls.cert` and `tls.key` name; undefined where Kask speaks plain HTTP.
 * @throws {StartError} when one is unreadable, or they do not belong together
 */
export function readTlsFiles({ tls }: ServiceConfig): TlsFiles | undefined {
  if (tls.cert === "") return undefined;
  const files = { cert: readPem("tls.cert", tls.cert), key: readPem("tls.key", tls.key) };
  try {
    createSecureContext(files);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new StartError(
      [`cannot serve HTTPS with tls.cert ${tls.cert} and tls.key ${tls.key}: ${reason}`],
      { cause },
    );
  }
  return files;
}

function readPem(setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new StartError([`cannot read ${setting} ${path}: ${systemReason(cause)}`], { cause });
  }
}
