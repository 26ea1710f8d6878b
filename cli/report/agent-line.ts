import { escapeControl } from "./escape-control.ts";

/**
 * How a line of a Puppet run is told while it goes on: after the host's short name where no other
 * of `hosts` has it, else after the whole.
 */
export function agentLineFormat(hosts: readonly string[]): (host: string, line: string) => string {
  const byShort = Map.groupBy(hosts, shortName);
  return (host, line) => {
    const short = shortName(host);
    const name = (byShort.get(short)?.length ?? 0) > 1 ? host : short;
    return `${name} │ ${escapeControl(line)}`;
  };
}

function shortName(host: string): string {
  return host.split(".", 1)[0] ?? host;
}
