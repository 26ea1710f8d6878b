import type { World } from "../base/world.ts";
import type { RemoteCommand, Transport } from "../ssh/transport.ts";

/** What runs on a host, by the programs' own words. */
export interface HostPrograms {
  readonly host: string;
  /** By name of program; one that the host has not, or that does not say, is left out. */
  readonly versions: Readonly<Record<string, string>>;
  /** The image of Kask's container as the registry knows it, `REPOSITORY@sha256:…`. */
  readonly image: string | undefined;
}

/** Asks each host for its programs and for the image of a container; a host that says nothing is left out. */
export async function hostPrograms(
  hosts: readonly string[],
  container: string,
  { transport, world }: { readonly transport: Transport; readonly world: World },
): Promise<readonly HostPrograms[]> {
  const asked = hosts.map(async (host) => {
    const outcome = await transport.run(host, askPrograms(container), { signal: world.signal });
    const lines = "stdout" in outcome ? outcome.stdout.split("\n") : [];
    const words = lines.map((line) => line.trim().split(" ")).filter(({ length }) => length === 2);
    const { image, ...versions } = Object.fromEntries(words) as Record<string, string>;
    return { host, versions, image };
  });
  const said = await Promise.all(asked);
  return said.filter(({ versions, image }) => image || Object.keys(versions).length > 0);
}

/** A line for each program that says its version: its name, and the version. */
function askPrograms(container: string): RemoteCommand {
  return {
    purpose: "asking for the versions of programs",
    script: `
echo "puppet $(puppet --version 2>/dev/null)"
echo "docker $(docker version --format '{{.Server.Version}}' 2>/dev/null)"
echo "sshd $(sshd -V 2>&1 | sed -n 's/^OpenSSH_\\([^ ,]*\\).*/\\1/p')"
id=$(docker inspect --format '{{.Image}}' "$1" 2>/dev/null)
echo "image $(docker image inspect --format '{{json .RepoDigests}}' "$id" 2>/dev/null | sed 's/^\\["//; s/".*//')"
`,
    args: [container],
    asRoot: true,
    mutates: false,
    // Ruby and Docker start slowly where a new Kask and Cassandra keep the host busy.
    timeoutMs: 120_000,
  };
}
