import { type KeyPair, readKeyPair } from "./base/pem-files.ts";
import type { ServiceConfig } from "./contract/service-config.ts";

/**
 * Reads the files that `tls.cert` and `tls.key` name; undefined where Kask speaks plain HTTP.
 * @throws {PemError} when one is unreadable, or they do not belong together
 */
export function readTlsFiles({ tls }: ServiceConfig): KeyPair | undefined {
  if (tls.cert === "") return undefined;
  return readKeyPair({ role: "tls.cert", path: tls.cert }, { role: "tls.key", path: tls.key });
}
