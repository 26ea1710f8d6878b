import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { type ConnectionOptions, createSecureContext, type SecureContext } from "node:tls";
import type { CassandraConfig } from "../../contract/kask-config.ts";
import { StoreError } from "../store.ts";
import type { Endpoint } from "./endpoint.ts";

/** The files of `cassandra.tls`, as they were read last. */
export interface ClientTls {
  /** What a new connection is opened with. */
  optionsFor(endpoint: Endpoint): ConnectionOptions;
  /**
   * Reads the files again; connections that are open stay.
   * @throws {StoreError} when one is unreadable; the old ones go on being used
   */
  reload(): void;
}

/**
 * Reads the files; undefined where Cassandra is spoken to without TLS.
 * @throws {StoreError} when one is unreadable
 */
export function readClientTls({ tls }: CassandraConfig): ClientTls | undefined {
  if (tls.ca === "") return undefined;
  let secureContext = readContext(tls);
  return {
    optionsFor: ({ name }) => ({
      secureContext,
      rejectUnauthorized: tls.enable_host_verification,
      // TLS has no addresses as server names; the certificate is checked against `host` then.
      ...(isIP(name) === 0 && { servername: name }),
    }),
    reload() {
      secureContext = readContext(tls);
    },
  };
}

function readContext(tls: CassandraConfig["tls"]): SecureContext {
  const files = {
    ca: readPem("cassandra.tls.ca", tls.ca),
    ...(tls.cert !== "" && {
      cert: readPem("cassandra.tls.cert", tls.cert),
      key: readPem("cassandra.tls.key", tls.key),
    }),
  };
  try {
    return createSecureContext(files);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new StoreError(
      `cannot use the files of cassandra.tls: ${reason}. Check that they are PEM, and belong together.`,
      { cause },
    );
  }
}

function readPem(setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new StoreError(`cannot read ${setting}: ${(cause as Error).message}`, { cause });
  }
}
