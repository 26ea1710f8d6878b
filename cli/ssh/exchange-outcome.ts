import type { Exchange } from "./exchange.ts";
import { sudoRefusal } from "./sudo-denied.ts";
import type { Outcome, RemoteCommand } from "./transport.ts";

/** The Outcome of an exchange; `closed` says what it means that the program ended on its own. */
export function exchangeOutcome(
  command: RemoteCommand,
  exchange: Exchange,
  closed: (exchange: Exchange) => Outcome,
): Outcome {
  const { stdout, stderr } = exchange;
  if (exchange.ended === "cancelled") return { kind: "cancelled" };
  if (exchange.ended === "timeout") return { kind: "timeout", stdout, stderr };
  if (exchange.exitCode !== undefined) {
    return { kind: "exited", exitCode: exchange.exitCode, stdout, stderr };
  }
  const refusal = command.asRoot && !exchange.begun ? sudoRefusal(stderr) : undefined;
  return refusal === undefined ? closed(exchange) : { kind: "sudo-denied", detail: refusal };
}
