import { type KeyPair, PemError, readKeyPair } from "./base/pem-files.ts";
import type { ServiceConfig } from "./contract/service-config.ts";
import { StartError } from "./start-error.ts";

/**
 * Reads the files that `tls.cert` and `tls.key` name; undefined where Kask speaks plain HTTP.
 * @throws {StartError} when one is unreadable, or they do not belong together
 */
export function readTlsFiles({ tls }: ServiceConfig): KeyPair | undefined {
  if (tls.cert === "") return undefined;
  try {
    return readKeyPair(
      { setting: "tls.cert", path: tls.cert },
      { setting: "tls.key", path: tls.key },
    );
  } catch (cause) {
    if (!(cause instanceof PemError)) throw cause;
    throw new StartError([`cannot serve HTTPS: ${cause.message}`], { cause });
  }
}
