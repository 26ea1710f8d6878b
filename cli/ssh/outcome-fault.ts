import { type FaultCode, KaskctlError } from "../base/errors.ts";
import { outcomeText } from "./outcome-text.ts";
import type { Outcome } from "./transport.ts";

/** Where an outcome came from. */
export interface OutcomePlace {
  readonly fqdn: string;
  /** Completes "while …", as RemoteCommand.purpose. */
  readonly purpose: string;
}

const codes: Readonly<Record<Outcome["kind"], FaultCode>> = {
  exited: "host-command-failed",
  unreachable: "host-unreachable",
  hostkey: "host-key",
  auth: "host-auth",
  "sudo-denied": "sudo-denied",
  lost: "host-lost",
  timeout: "host-timeout",
  cancelled: "interrupted",
};

/** The error for an outcome that was not the one hoped for, with what to try next. */
export function outcomeFault({ fqdn, purpose }: OutcomePlace, outcome: Outcome): KaskctlError {
  const message = `While ${purpose}: ${outcomeText(fqdn, outcome)}`;
  const said = outcome.kind === "exited" ? lastLine(outcome.stderr) : "";
  return new KaskctlError(
    codes[outcome.kind],
    said === "" ? message : `${message} It said: ${said}`,
    {
      host: fqdn,
      hint: hintFor(fqdn, outcome),
    },
  );
}

function hintFor(fqdn: string, outcome: Outcome): string {
  switch (outcome.kind) {
    case "unreachable":
      return outcome.reason === "jump"
        ? "Check the jump host in the site file and that the instance exists and is up."
        : `Try \`ssh ${fqdn}\` yourself; check the name, the jump host and your network.`;
    case "hostkey":
      return outcome.reason === "changed"
        ? "Find out why it changed. If the instance was rebuilt, remove the old key with `ssh-keygen -R`."
        : `Connect once with \`ssh ${fqdn}\`, compare the fingerprint, and accept it there.`;
    case "auth":
      return "Check that your key is in the agent (`ssh-add -l`) and that the user name is right.";
    case "sudo-denied":
      return "Ask an admin of the project for sudo without a password.";
    case "lost":
      return "Check whether the host is still up, then try again.";
    case "timeout":
      return "Check the load of the host, then try again.";
    case "exited":
      return `Look at the host: \`ssh ${fqdn}\`.`;
    case "cancelled":
      return "Run the command again to go on.";
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}
