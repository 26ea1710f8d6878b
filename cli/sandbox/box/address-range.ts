import { execFile } from "node:child_process";
import { BlockList, createServer, type Server } from "node:net";
import { promisify } from "node:util";
import { KaskctlError } from "../../base/errors.ts";
import type { World } from "../../base/world.ts";

/** A range of addresses that this machine has or routes. */
export interface TakenRange {
  /** Its first address. */
  readonly address: string;
  /** Bits that its addresses share. */
  readonly prefix: number;
}

/** A network that is kept from others until it is released and whoever holds it has ended, however that goes. */
export interface ClaimedNetwork {
  /** The first three numbers of a /24. */
  readonly network: string;
  /** A descriptor; whoever is started with it holds the claim as well. */
  readonly descriptor: number;
  release(): void;
}

/** How many /24 there are in 198.18.0.0/15, which is kept for set-ups that nobody else sees. */
const rangeCount = 512;

/**
 * Claims a /24 that nothing on this machine has or routes, and that nobody else claims; another one for
 * another id, as long as there are some. Whoever makes the network has to hold the claim until it is in the table of routes.
 * @throws {KaskctlError} box-not-possible where there is none
 */
export async function claimNetwork(
  id: string,
  takenRanges: () => Promise<readonly TakenRange[]>,
): Promise<ClaimedNetwork> {
  const first = Number.parseInt(id.slice(0, 8), 16) % rangeCount;
  const before = await takenRanges();
  for (let step = 0; step < rangeCount; step++) {
    const network = networkAt((first + step) % rangeCount);
    if (isTaken(network, before)) continue;
    const claim = await claimName(`kaskctl-box-${network}`);
    if (claim === undefined) continue;
    const release = () => void claim.close();
    // Whoever had the claim before us has a route by now.
    if (!isTaken(network, await takenRanges()))
      return { network, descriptor: descriptorOf(claim), release };
    release();
  }
  throw new KaskctlError(
    "box-not-possible",
    "Cannot raise a box: this machine already has or routes every network of 198.18.0.0/15.",
    { hint: "Look at `ip route show table all`, and free one of them." },
  );
}

function networkAt(index: number): string {
  return `198.${18 + Math.floor(index / 256)}.${index % 256}`;
}

/** The kernel lets one process listen under such a name, in the same network as the addresses. */
function claimName(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer().unref();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    // The leading zero makes it a name that is no file, and that goes with the process.
    server.listen({ path: `\0${name}` }, () => resolve(server));
  });
}

/** Node tells that of a connection alone, by the same name. */
function descriptorOf(server: Server): number {
  return (server as unknown as { readonly _handle: { readonly fd: number } })._handle.fd;
}

function isTaken(network: string, taken: readonly TakenRange[]): boolean {
  return taken.some((range) => overlaps(network, range));
}

function overlaps(network: string, { address, prefix }: TakenRange): boolean {
  const list = new BlockList();
  // Of two such ranges that overlap, the wider one holds the first address of the other.
  const [outer, bits, inner] =
    prefix < 24 ? [address, prefix, `${network}.0`] : [`${network}.0`, 24, address];
  list.addSubnet(outer, bits);
  return list.check(inner);
}

/** What this machine's addresses and routes take, in every table; the route to everywhere is not among them. */
export async function takenRanges({ env }: Pick<World, "env">): Promise<readonly TakenRange[]> {
  const words = ["-json", "-4", "route", "show", "table", "all"];
  return parseRoutes((await promisify(execFile)("ip", words, { env: { ...env } })).stdout);
}

/** Reads what `ip -json route` says. */
export function parseRoutes(json: string): readonly TakenRange[] {
  const routes: readonly { readonly dst: string }[] = JSON.parse(json);
  return routes
    .filter(({ dst }) => dst !== "default")
    .map(({ dst }) => {
      const [address = "", prefix = "32"] = dst.split("/");
      return { address, prefix: Number(prefix) };
    });
}
