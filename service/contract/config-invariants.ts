import type { KaskConfig } from "./kask-config.ts";

/** A truth about several settings at once, which no single one can state. */
export interface ConfigInvariant {
  /** `family-defect`, named for what must hold. */
  readonly id: string;
  /** Kask's own words when it does not hold. */
  readonly message: string;
  /** The settings it speaks about. */
  readonly paths: readonly (readonly string[])[];
  readonly source: string;
  readonly holds: (config: KaskConfig) => boolean;
}

/** What Kask checks at start-up beside the types; it exits where one does not hold. */
export const configInvariants: readonly ConfigInvariant[] = [
  {
    id: "tls-pair",
    message: "Kask cert/key values are mutually inclusive",
    paths: [
      ["tls", "cert"],
      ["tls", "key"],
    ],
    source: "config.go, validateKaskTLS",
    holds: ({ tls }) => bothOrNone(tls.cert, tls.key),
  },
  {
    id: "cassandra-login-pair",
    message: "Cassandra username/password values are mutually inclusive",
    paths: [
      ["cassandra", "authentication", "username"],
      ["cassandra", "authentication", "password"],
    ],
    source: "config.go, validateCassandraAuthentication",
    holds: ({ cassandra: { authentication } }) =>
      bothOrNone(authentication.username, authentication.password),
  },
  {
    id: "cassandra-tls-needs-ca",
    message: "a Cassandra CA must be configured if key and cert are",
    paths: [
      ["cassandra", "tls", "ca"],
      ["cassandra", "tls", "cert"],
      ["cassandra", "tls", "key"],
    ],
    source: "config.go, validateCassandraTLS",
    holds: ({ cassandra: { tls } }) => tls.ca !== "" || (tls.cert === "" && tls.key === ""),
  },
  {
    id: "cassandra-tls-pair",
    message: "Cassandra TLS key/cert values are mutually inclusive",
    paths: [
      ["cassandra", "tls", "cert"],
      ["cassandra", "tls", "key"],
    ],
    source: "config.go, validateCassandraTLS",
    holds: ({ cassandra: { tls } }) => tls.ca === "" || bothOrNone(tls.cert, tls.key),
  },
];

function bothOrNone(one: string, other: string): boolean {
  return (one === "") === (other === "");
}
