/**
 * ENC: Keystone and Horizon's Puppet ENC, as a client and as an emulator.
 *
 * Takes  a base URL, a credential, prefixes and texts.
 * Gives  what the ENC holds; typed errors where it refuses.
 * Never  retries a write, writes what was not compared first, or shows a token.
 */
import type { HieraMap } from "../hiera/value.ts";

/** What the ENC holds of one prefix. */
export interface EncRevision {
  readonly prefix: string;
  /** The stored Hiera text byte for byte; undefined where the prefix has none. */
  readonly text: string | undefined;
  /** Sorted. */
  readonly roles: readonly string[];
}

/** What the ENC makes of all prefixes that match a host. */
export interface EncNode {
  readonly hiera: HieraMap;
  readonly roles: readonly string[];
}

/** The ENC of one project. All methods throw {KaskctlError} enc-refused, enc-unreachable, keystone-*. */
export interface Enc {
  read(prefix: string): Promise<EncRevision>;
  /** Stores `text` verbatim; it creates the prefix where there is none. */
  writeHiera(prefix: string, text: string): Promise<void>;
  writeRoles(prefix: string, roles: readonly string[]): Promise<void>;
  deletePrefix(prefix: string): Promise<void>;
  listPrefixes(): Promise<readonly string[]>;
  readNode(fqdn: string): Promise<EncNode>;
  /** The same with the same login, for what must not stop half-way at Ctrl-C; each request still has its time limit. */
  uninterrupted(): Enc;
}
