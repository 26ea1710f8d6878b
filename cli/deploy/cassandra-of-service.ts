import type { CassandraConfig } from "../../service/contract/kask-config.ts";
import { parseConfig } from "../../service/contract/parse-config.ts";
import { KaskctlError } from "../base/errors.ts";
import { toPlain } from "../hiera/plain.ts";
import type { HieraMap } from "../hiera/value.ts";
import type { ServiceDefinition } from "../runner/service-docker.ts";

/** The Cassandra that a Kask is told to use. */
export interface CassandraOfService {
  readonly config: CassandraConfig;
  /** Whether it is reached by TLS, with files that lie in Kask's container. */
  readonly hasTls: boolean;
}

/**
 * Where a Kask looks for Cassandra, and what it expects there.
 * @throws {KaskctlError} value-invalid where Kask would refuse its configuration
 */
export function cassandraOfKask({ title, config: data }: ServiceDefinition): CassandraOfService {
  const { config, mistakes } = parseConfig(data);
  if (config === undefined) {
    const [first] = mistakes;
    throw new KaskctlError(
      "value-invalid",
      `Kask would refuse the configuration of ${title}: ${first?.path.join(".")} ${first?.message}.`,
      { hint: "Correct the values of the site file or the template; `kaskctl lint` tells more." },
    );
  }
  const { ca, cert, key } = config.cassandra.tls;
  return { config: config.cassandra, hasTls: [ca, cert, key].some((file) => file !== "") };
}

/**
 * The systemd units of the Cassandras that Puppet makes, by host.
 * @see operations-puppet/modules/profile/manifests/cassandra.pp
 */
export function cassandraUnits(data: HieraMap): ReadonlyMap<string, readonly string[]> {
  const hosts = toPlain(data.get("profile::cassandra::instances") ?? new Map());
  if (!(hosts instanceof Object)) return new Map();
  return new Map(
    Object.entries(hosts).map(([fqdn, instances]) => {
      const names = Object.keys(instances ?? {});
      return [fqdn, names.length === 0 ? ["cassandra"] : names.map((name) => `cassandra-${name}`)];
    }),
  );
}
