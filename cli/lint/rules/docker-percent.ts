import type { Rule } from "../rule.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import { placeOf, serviceDefinitions } from "../services/service-definitions.ts";
import { real, valueAt } from "../values/entries.ts";

/**
 * A per cent sign or a variable that is not doubled; without braces it is one only where a word begins.
 * Hiera's own `%{…}` is gone by then.
 */
const expanded = /%%|\$\$|%\{[^}]*\}|(?<sign>%[A-Za-z]?|\$\{\w+\}|(?<=^|[\s"'])\$[A-Za-z_]\w*)/gu;

/** See `kaskctl rules docker/percent`. */
export const rule: Rule = {
  id: "docker/percent",
  severity: "warning",
  summary: "A service's command has a % or $, which systemd expands.",
  why: "The words of override_cmd stand in the ExecStart line of a systemd unit. There `%n` is the unit's name, an unknown `%` keeps the unit from loading, and `$NAME` is a variable that is most likely empty.",
  bad: { target: "horizon", text: example("--sample 50%") },
  good: { target: "horizon", text: example("--sample 50%%") },
  source: "systemd.unit(5), Specifiers; systemd.service(5), Command lines",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  concerns: mayDefineServices,

  *check({ root }) {
    for (const service of serviceDefinitions(root)) {
      const command = real(valueAt(service.node, ["override_cmd"]));
      const sign = command?.kind === "scalar" ? firstExpanded(command.text) : undefined;
      if (sign === undefined) continue;
      yield {
        ...placeOf(service, ["override_cmd"]),
        message: `In override_cmd, systemd expands ${sign}.`,
        help: `Write ${sign.charAt(0)}${sign} where the sign itself is meant.`,
      };
    }
  },
};

function firstExpanded(command: string): string | undefined {
  for (const { groups } of command.matchAll(expanded)) {
    if (groups?.["sign"] !== undefined) return groups["sign"];
  }
  return undefined;
}

function example(words: string): string {
  return `profile::docker::runner::service_defs:
  changes:
    override_cmd: ${words}
    port: 8190
    version: 2025-03-06-075118-production
`;
}
