/**
 * SSH: words in, outcomes out.
 *
 * Takes  a host and a RemoteCommand.
 * Gives  one Outcome of the same shape whether it went well or not; tunnels to a port of the host.
 * Never  builds a command, judges its output, accepts an unchecked host key, or throws because of a host.
 */

/** A program for a host's `sh`, sent on stdin; only `args` become words of a command line. */
export interface RemoteCommand {
  /** Completes "while …" in messages, as in `reading the run summary`. */
  readonly purpose: string;
  /** A constant POSIX `sh` script; it sees `args` as `$1`, `$2`, … and never has a value pasted into it. */
  readonly script: string;
  readonly args: readonly string[];
  /** Whether it runs as root, by `sudo -n`. */
  readonly asRoot: boolean;
  /** Whether it changes the host; a rehearsal prints such commands and does not run them. */
  readonly mutates: boolean;
  readonly timeoutMs: number;
}

/** Why no shell of the host ran the command. */
export type UnreachableReason = "dns" | "refused" | "timeout" | "jump" | "protocol";

/** What became of a RemoteCommand on one host. */
export type Outcome =
  | {
      readonly kind: "exited";
      readonly exitCode: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly kind: "unreachable"; readonly reason: UnreachableReason; readonly detail: string }
  | { readonly kind: "hostkey"; readonly reason: "unknown" | "changed"; readonly detail: string }
  | { readonly kind: "auth"; readonly detail: string }
  | { readonly kind: "sudo-denied"; readonly detail: string }
  /** The shell ran, then the connection went away; the command may still be running. */
  | { readonly kind: "lost"; readonly detail: string; readonly stdout: string }
  | { readonly kind: "timeout"; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "cancelled" };

/** What may be asked of a running command beside its end. */
export interface RunOptions {
  /**
   * Called with each full line of stdout as it arrives, without its line end. The outcome holds only
   * the last of stdout then, some 64 KiB.
   */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** A way from this machine to a port that a host reaches. */
export interface Tunnel {
  /** A Unix socket here that speaks for the port there. */
  readonly socketPath: string;
  close(): Promise<void>;
}

/** A means of reaching hosts: `openssh`, `local`, … */
export interface Transport {
  run(fqdn: string, command: RemoteCommand, options?: RunOptions): Promise<Outcome>;
  /**
   * A tunnel to a port of the host's loopback, or of `address` as the host knows it.
   * @throws {KaskctlError} host-unreachable, host-key, host-auth
   */
  openTunnel(fqdn: string, port: number, address?: string): Promise<Tunnel>;
  /** The words by which a person here gives the host's shell a line, which comes behind them. */
  typedWords(fqdn: string): readonly string[];
  /** Closes every connection and tunnel it opened; it leaves nothing running. */
  close(): Promise<void>;
}
