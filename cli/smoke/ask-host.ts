import type { Outcome, RemoteCommand } from "../ssh/transport.ts";
import type { TargetHost } from "./check.ts";
import { CouldNotAsk } from "./could-not-ask.ts";

/** What a command on the host printed, and how it ended. */
export interface HostAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command on the host; any end but its own is no answer.
 * @throws {CouldNotAsk}
 */
export async function askHost(host: TargetHost, command: RemoteCommand): Promise<HostAnswer> {
  const outcome = await host.run(command);
  if (outcome.kind === "exited") return outcome;
  throw new CouldNotAsk(`${command.purpose} on ${host.fqdn}: ${ending(outcome)}`);
}

/** The error for a command that ran and failed in a way that says nothing about Kask. */
export function commandFailed(
  host: TargetHost,
  command: RemoteCommand,
  answer: HostAnswer,
): CouldNotAsk {
  const said = answer.stderr.trim().split("\n").at(-1) || "it printed no reason";
  return new CouldNotAsk(
    `${command.purpose} on ${host.fqdn}: exit code ${answer.exitCode}, ${said}`,
  );
}

function ending(outcome: Exclude<Outcome, { kind: "exited" }>): string {
  switch (outcome.kind) {
    case "unreachable":
      return `the host is unreachable (${outcome.reason}): ${outcome.detail}`;
    case "hostkey":
      return `the host key is ${outcome.reason}: ${outcome.detail}`;
    case "auth":
      return `the login was refused: ${outcome.detail}`;
    case "sudo-denied":
      return `sudo was denied: ${outcome.detail}`;
    case "lost":
      return `the connection was lost: ${outcome.detail}`;
    case "timeout":
      return "it did not end in time";
    case "cancelled":
      return "it was cancelled";
    default:
      return outcome satisfies never;
  }
}
