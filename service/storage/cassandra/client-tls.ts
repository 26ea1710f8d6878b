import { isIP } from "node:net";
import { type ConnectionOptions, createSecureContext, type SecureContext } from "node:tls";
import { readAuthorities, readKeyPair } from "../../base/pem-files.ts";
import type { CassandraConfig } from "../../contract/kask-config.ts";
import type { Endpoint } from "./endpoint.ts";

/** The files of `cassandra.tls`, as they were read last. */
export interface ClientTls {
  /** What a new connection is opened with. */
  optionsFor(endpoint: Endpoint): ConnectionOptions;
  /**
   * Reads the files again; connections that are open stay.
   * @throws {PemError} when one cannot be used; the old ones go on being used
   */
  reload(): void;
}

/**
 * Reads the files; undefined where Cassandra is spoken to without TLS.
 * @throws {PemError} when one cannot be used
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

function readContext({ ca, cert, key }: CassandraConfig["tls"]): SecureContext {
  const file = (name: string, path: string) => ({ role: `cassandra.tls.${name}`, path });
  return createSecureContext({
    ca: [...readAuthorities(file("ca", ca))],
    ...(cert !== "" && readKeyPair(file("cert", cert), file("key", key))),
  });
}
