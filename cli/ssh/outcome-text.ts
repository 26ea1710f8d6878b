import type { Outcome, UnreachableReason } from "./transport.ts";

const reasons: Readonly<Record<UnreachableReason, string>> = {
  dns: "its name does not resolve",
  refused: "it refuses the connection",
  timeout: "it does not answer",
  jump: "the jump host does not lead to it",
  protocol: "it does not speak SSH with us",
};

/** One sentence for an outcome on a host. */
export function outcomeText(fqdn: string, outcome: Outcome): string {
  return `${sentence(fqdn, outcome).replace(/\.+$/, "")}.`;
}

function sentence(fqdn: string, outcome: Outcome): string {
  switch (outcome.kind) {
    case "exited":
      return `On ${fqdn} the command ended with exit code ${outcome.exitCode}.`;
    case "unreachable":
      return `${fqdn} cannot be reached, ${reasons[outcome.reason]}: ${outcome.detail}`;
    case "hostkey":
      return outcome.reason === "changed"
        ? `The host key of ${fqdn} is not the one that is known: ${outcome.detail}`
        : `The host key of ${fqdn} is not known: ${outcome.detail}`;
    case "auth":
      return `${fqdn} refused the login: ${outcome.detail}`;
    case "sudo-denied":
      return `${fqdn} refused sudo: ${outcome.detail}`;
    case "lost":
      return `The connection to ${fqdn} was lost: ${outcome.detail}`;
    case "timeout":
      return `On ${fqdn} the command did not end in time.`;
    case "cancelled":
      return `The command on ${fqdn} was cancelled.`;
  }
}
