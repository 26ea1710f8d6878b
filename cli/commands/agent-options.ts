import { KaskctlError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import type { Site } from "../site/site.ts";
import type { CommandOption } from "./command.ts";
import { chooseService } from "./wiring.ts";

/** Chooses hosts by their service. */
export const serviceOption: CommandOption = {
  flags: "--service <name>",
  description: "the hosts of this service",
};

/** Names one run. */
export const runOption: CommandOption = {
  flags: "--run <id>",
  description: "the run (default: each host's newest)",
};

/** Which hosts a command about the agent is for. */
export const hostsArgument = {
  name: "[host...]",
  description:
    "hosts of the site, short or as FQDNs (default: those of --service, or of the only service)",
} as const;

/**
 * FQDNs of the hosts that words and `--service` mean. Only hosts of the site are taken: a typing
 * mistake must not run Puppet elsewhere.
 * @throws {KaskctlError} wrong-use, unknown-service
 */
export function chooseHosts(
  site: Site,
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
): readonly string[] {
  if (words.length === 0) return chooseService(site, options["service"]).hosts;
  const known = [...new Set([...site.services.values()].flatMap(({ hosts }) => hosts))];
  const chosen = words.map((word) => {
    const found = known.find((fqdn) => fqdn === word || fqdn.startsWith(`${word}.`));
    if (found) return found;
    throw new KaskctlError("wrong-use", `No service of ${site.file} has a host ${word}.`, {
      hint: didYouMean(
        word,
        known.map((fqdn) => fqdn.split(".")[0] ?? fqdn),
      ),
    });
  });
  // Two runs on one host would wait for each other.
  return [...new Set(chosen)];
}

/** How long a Puppet run may take: as long as the timer on the hosts gives it. */
export const agentTimeoutMs = 30 * 60_000;
