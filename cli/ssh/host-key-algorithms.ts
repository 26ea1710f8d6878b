import type { ServerHostKeyAlgorithm } from "ssh2";
import type { KnownKeys } from "./known-hosts.ts";

/** Each algorithm with the type of the key it is used with; the best first, none that uses SHA-1. */
const algorithms: readonly (readonly [ServerHostKeyAlgorithm, string])[] = [
  ["ssh-ed25519", "ssh-ed25519"],
  ["ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"],
  ["ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384"],
  ["ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521"],
  ["rsa-sha2-512", "ssh-rsa"],
  ["rsa-sha2-256", "ssh-rsa"],
];

/**
 * The algorithms to offer a host, those of its known keys first: a host of which we know the RSA key
 * would else show its Ed25519 key, which looks like an attack.
 */
export function hostKeyAlgorithms({ trusted }: KnownKeys): ServerHostKeyAlgorithm[] {
  const isKnown = (keyType: string) => trusted.some(({ type }) => type === keyType);
  const [known, others] = [true, false].map((wanted) =>
    algorithms.filter(([, keyType]) => isKnown(keyType) === wanted),
  );
  return [...(known ?? []), ...(others ?? [])].map(([algorithm]) => algorithm);
}
