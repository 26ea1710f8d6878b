import type { Rule } from "../rule.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import { placeOf, serviceDefinitions } from "../services/service-definitions.ts";
import { asMapping, entries, real, valueAt } from "../values/entries.ts";

/** See `kaskctl rules docker/env-newline`. */
export const rule: Rule = {
  id: "docker/env-newline",
  severity: "error",
  summary: "An environment variable of a service has more than one line.",
  why: "Puppet writes one `NAME=value` per line into a file that knows no quotes. What follows a line break is read as variables of its own: the service gets half of the value, and whatever the other half says.",
  bad: { target: "horizon", text: example('"first line\\nsecond line"') },
  good: { target: "horizon", text: example("first line, second line") },
  source: "operations-puppet, modules/service/manifests/docker.pp, environment",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  concerns: mayDefineServices,

  *check({ root }) {
    for (const service of serviceDefinitions(root)) {
      const environment = asMapping(valueAt(service.node, ["environment"]));
      if (environment === undefined) continue;
      for (const [name, { value }] of entries(environment)) {
        const scalar = real(value);
        // The last line break only ends the line.
        if (scalar?.kind !== "scalar" || !/[\r\n](?!$)/u.test(scalar.text)) continue;
        yield {
          ...placeOf(service, ["environment", name]),
          message: `The variable ${name} has more than one line, which a file of variables cannot hold.`,
          help: "Write the value in one line, or put it into the config.",
        };
      }
    }
  },
};

function example(value: string): string {
  return `profile::docker::runner::service_defs:
  changes:
    environment:
      GREETING: ${value}
    port: 8190
    version: 2025-03-06-075118-production
`;
}
