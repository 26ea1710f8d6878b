import { createLimit } from "../base/limit.ts";
import type { SshFailure } from "./ssh-failure.ts";

/** A connection that the commands and tunnels of one host share. */
export interface SharedConnection {
  readonly kind: "connected";
  isAlive(): boolean;
  close(): Promise<void>;
}

/** The connections of a transport, one for each host. */
export interface Connections<Connection> {
  /** The host's connection, made when there is none that lives; `signal` stops the waiting. */
  to(fqdn: string, signal?: AbortSignal): Promise<Connection | SshFailure | "aborted">;
  /** Ends them all, also those that are only being made. */
  close(): Promise<void>;
}

// A bastion drops bursts of logins at random (sshd's MaxStartups).
const startsAtOnce = 5;

/** Connections that `connect` makes; its signal is aborted where a login is to be given up. */
export function createConnections<Connection extends SharedConnection>(
  connect: (fqdn: string, closing: AbortSignal) => Promise<Connection | SshFailure>,
): Connections<Connection> {
  const made = new Map<string, Promise<Connection | SshFailure>>();
  const limit = createLimit(startsAtOnce);
  let closing = new AbortController();

  async function connectionTo(fqdn: string): Promise<Connection | SshFailure> {
    const { signal } = closing;
    const known = made.get(fqdn);
    const found = await known;
    // Whoever waited while all was closed must not open it again.
    if (found && (isUsable(found) || signal.aborted)) return found;
    // Others may have seen the same dead connection meanwhile and made a new one.
    const current = made.get(fqdn);
    if (current && current !== known) return await current;
    const making = limit(() => connect(fqdn, signal));
    made.set(fqdn, making);
    making.catch(() => made.delete(fqdn));
    return await making;
  }

  return {
    to: (fqdn, signal) => unlessAborted(() => connectionTo(fqdn), signal),
    async close() {
      closing.abort();
      closing = new AbortController();
      const settled = await Promise.allSettled(made.values());
      made.clear();
      const open = settled.flatMap((each) =>
        each.status === "fulfilled" && each.value.kind === "connected" ? [each.value] : [],
      );
      await Promise.all(open.map((connection) => connection.close()));
    },
  };
}

function isUsable(connection: SharedConnection | SshFailure): boolean {
  return connection.kind === "connected" && connection.isAlive();
}

async function unlessAborted<Value>(
  begin: () => Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value | "aborted"> {
  if (!signal) return await begin();
  if (signal.aborted) return "aborted";
  const stop = new AbortController();
  const aborted = new Promise<"aborted">((resolve) => {
    signal.addEventListener("abort", () => resolve("aborted"), { signal: stop.signal });
  });
  return await Promise.race([begin(), aborted]).finally(() => stop.abort());
}
