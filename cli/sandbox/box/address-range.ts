import { readFile } from "node:fs/promises";
import { BlockList, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import { KaskctlError } from "../../base/errors.ts";

/** A range of addresses that this machine has or routes. */
export interface TakenRange {
  /** Its first address. */
  readonly address: string;
  /** Bits that its addresses share. */
  readonly prefix: number;
}

/** How many /24 there are in 198.18.0.0/15, which is kept for set-ups that nobody else sees. */
const rangeCount = 512;

/**
 * The first three numbers of a /24 that nothing on this machine has or routes; another one for
 * another id, as long as there are some.
 * @throws {KaskctlError} box-not-possible where there is none
 */
export function chooseNetwork(id: string, taken: readonly TakenRange[]): string {
  const first = Number.parseInt(id.slice(0, 8), 16) % rangeCount;
  for (let step = 0; step < rangeCount; step++) {
    const network = networkAt((first + step) % rangeCount);
    if (!taken.some((range) => overlaps(network, range))) return network;
  }
  throw new KaskctlError(
    "box-not-possible",
    "Cannot raise a box: this machine already has or routes every network of 198.18.0.0/15.",
    { hint: "Look at `ip route` and `ip address`, and free one of them." },
  );
}

function networkAt(index: number): string {
  return `198.${18 + Math.floor(index / 256)}.${index % 256}`;
}

function overlaps(network: string, { address, prefix }: TakenRange): boolean {
  const list = new BlockList();
  // Of two such ranges that overlap, the wider one holds the first address of the other.
  const [outer, bits, inner] =
    prefix < 24 ? [address, prefix, `${network}.0`] : [`${network}.0`, 24, address];
  list.addSubnet(outer, bits);
  return list.check(inner);
}

/** What this machine's addresses and routes take; the route to everywhere is not among them. */
export async function takenRanges(): Promise<readonly TakenRange[]> {
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const own = addresses
    .filter(({ address }) => isIPv4(address))
    .map(({ address }) => ({ address, prefix: 32 }));
  const routes = await readFile("/proc/net/route", "utf8").catch(() => "");
  return [...own, ...parseRoutes(routes)];
}

/** Reads the kernel's table of IPv4 routes, which writes addresses backwards. */
export function parseRoutes(table: string): readonly TakenRange[] {
  return table
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"))
    .map((cells) => ({
      address: dotted(cells[1] ?? ""),
      prefix: bitsIn(Number.parseInt(cells[7] ?? "", 16)),
    }))
    .filter(({ prefix }) => prefix > 0);
}

function dotted(backwards: string): string {
  const bytes = Buffer.from(backwards, "hex").reverse();
  return [...bytes].join(".");
}

function bitsIn(mask: number): number {
  return [...mask.toString(2)].filter((digit) => digit === "1").length;
}
