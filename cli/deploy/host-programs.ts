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

/** How to ask the hosts. */
interface AskHosts {
  readonly transport: Transport;
  readonly world: World;
}

/** Versions of each host's programs, in the order of the hosts. */
export function hostVersions(
  hosts: readonly string[],
  ask: AskHosts,
): Promise<readonly HostPrograms["versions"][]> {
  return Promise.all(hosts.map((host) => wordsOf(host, askVersions, ask)));
}

/** What hosts of these versions run, with the image of a container; a host that says nothing is left out. */
export async function hostPrograms(
  hosts: readonly string[],
  versionsOfHosts: readonly HostPrograms["versions"][],
  container: string,
  ask: AskHosts,
): Promise<readonly HostPrograms[]> {
  const asked = hosts.map(async (host, index) => {
    const { image } = await wordsOf(host, askImage(container), ask);
    return { host, versions: versionsOfHosts[index] ?? {}, image };
  });
  const said = await Promise.all(asked);
  return said.filter(({ versions, image }) => image || Object.keys(versions).length > 0);
}

/** What a host says in lines of two words, by the first of them. */
async function wordsOf(
  host: string,
  command: RemoteCommand,
  { transport, world }: AskHosts,
): Promise<Readonly<Record<string, string>>> {
  const outcome = await transport.run(host, command, { signal: world.signal });
  const lines = "stdout" in outcome ? outcome.stdout.split("\n") : [];
  const words = lines.map((line) => line.trim().split(" ")).filter(({ length }) => length === 2);
  return Object.fromEntries(words);
}

const looking = {
  asRoot: true,
  mutates: false,
  // Ruby and Docker start slowly where a new Kask and Cassandra keep the host busy.
  timeoutMs: 120_000,
} as const;

/** Puppet last, and when nobody else wants the processor: Ruby takes a second of it, and the host may be measured meanwhile. */
const askVersions: RemoteCommand = {
  purpose: "asking for the versions of programs",
  script: `
echo "docker $(docker version --format '{{.Server.Version}}' 2>/dev/null)"
echo "sshd $(sshd -V 2>&1 | sed -n 's/^OpenSSH_\\([^ ,]*\\).*/\\1/p')"
echo "puppet $(nice puppet --version 2>/dev/null)"
`,
  args: [],
  ...looking,
};

function askImage(container: string): RemoteCommand {
  return {
    purpose: "asking for the image of a container",
    script: `
id=$(docker inspect --format '{{.Image}}' "$1" 2>/dev/null)
echo "image $(docker image inspect --format '{{json .RepoDigests}}' "$id" 2>/dev/null | sed 's/^\\["//; s/".*//')"
`,
    args: [container],
    ...looking,
  };
}
