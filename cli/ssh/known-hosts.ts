import { createHmac } from "node:crypto";

/** A public key of a host. */
export interface HostKey {
  /** As in `ssh-ed25519`. */
  readonly type: string;
  /** The key as it travels, which begins with its type. */
  readonly blob: Buffer;
}

/** What known_hosts says of a host. */
export interface KnownKeys {
  readonly trusted: readonly HostKey[];
  readonly revoked: readonly HostKey[];
}

/**
 * The keys that a known_hosts text has for a name: `host`, or `[host]:port` beside port 22. Host
 * patterns and certificate authorities never make a key trusted; a revoked key with a pattern is
 * revoked for every name, so that what is not supported errs on the side of refusing.
 * @see openssh-portable/hostfile.c, hostkeys_foreach_file
 */
export function knownKeys(text: string, name: string): KnownKeys {
  const trusted: HostKey[] = [];
  const revoked: HostKey[] = [];
  for (const line of text.split(/\r?\n/)) {
    const entry = readEntry(line);
    if (entry === undefined) continue;
    const { marker, hosts, key } = entry;
    const isNamed = namesHost(hosts, name);
    if (marker === undefined && isNamed && !hosts.includes("!")) trusted.push(key);
    if (marker === "@revoked" && (isNamed || /[*?!]/.test(hosts))) revoked.push(key);
  }
  return { trusted, revoked };
}

/** What to think of a key that a host shows. */
export type HostKeyVerdict = "trusted" | "unknown" | "changed" | "revoked";

/** Judges the key that a host shows by what is known of the host. */
export function judgeHostKey({ trusted, revoked }: KnownKeys, shown: Buffer): HostKeyVerdict {
  if (revoked.some(({ blob }) => blob.equals(shown))) return "revoked";
  if (trusted.some(({ blob }) => blob.equals(shown))) return "trusted";
  return trusted.length === 0 ? "unknown" : "changed";
}

interface Entry {
  readonly marker: string | undefined;
  readonly hosts: string;
  readonly key: HostKey;
}

function readEntry(line: string): Entry | undefined {
  const words = line.trim().split(/[ \t]+/);
  const marker = words[0]?.startsWith("@") ? words.shift() : undefined;
  const [hosts = "", type = "", base64 = ""] = words;
  if (hosts.startsWith("#")) return undefined;
  const blob = Buffer.from(base64, "base64");
  return typeOf(blob) === type && type !== "" ? { marker, hosts, key: { type, blob } } : undefined;
}

/** The type that a key says it is of. */
function typeOf(blob: Buffer): string | undefined {
  const length = blob.length < 4 ? 0 : blob.readUInt32BE();
  return length === 0 ? undefined : blob.toString("latin1", 4, 4 + length);
}

function namesHost(hosts: string, name: string): boolean {
  if (!hosts.startsWith("|")) return hosts.toLowerCase().split(",").includes(name);
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(hosts) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const hmac = createHmac("sha1", Buffer.from(salt, "base64")).update(name);
  return hmac.digest().equals(Buffer.from(hash, "base64"));
}
