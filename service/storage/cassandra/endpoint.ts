import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

/** Where a node listens. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
  /** What its certificate must name: the contact point's name, or the address. */
  readonly name: string;
}

/** `ADDRESS:PORT`, with brackets where the address has colons. */
export function endpointText({ address, port }: Pick<Endpoint, "address" | "port">): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/**
 * Every address of the contact points. A name may have several, a contact point its own port.
 * @throws {Error} when none of the names has an address
 * @see gocql/control.go, hostInfo
 */
export async function resolveContactPoints(
  hosts: readonly string[],
  port: number,
): Promise<readonly Endpoint[]> {
  const found = await Promise.allSettled(hosts.map((host) => resolve(host, port)));
  const endpoints = found.flatMap((outcome) =>
    outcome.status === "fulfilled" ? outcome.value : [],
  );
  const failed = found.find((outcome) => outcome.status === "rejected");
  if (endpoints.length === 0 && failed !== undefined) throw failed.reason as Error;
  return endpoints;
}

async function resolve(host: string, defaultPort: number): Promise<readonly Endpoint[]> {
  const { name, port } = splitHost(host, defaultPort);
  if (isIP(name) !== 0) return [{ address: name, port, name }];
  const addresses = await lookup(name, { all: true });
  return addresses.map(({ address }) => ({ address, port, name }));
}

function splitHost(host: string, defaultPort: number): { name: string; port: number } {
  if (isIP(host) !== 0) return { name: host, port: defaultPort };
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]*))(?::(\d+))?$/.exec(host) ?? [];
  return {
    name: bracketed ?? plain ?? host,
    port: port === undefined ? defaultPort : Number(port),
  };
}
