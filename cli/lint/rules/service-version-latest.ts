import type { Rule } from "../rule.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import { placeOf, serviceDefinitions, textAt } from "../services/service-definitions.ts";

/** See `kaskctl rules service/version-latest`. */
export const rule: Rule = {
  id: "service/version-latest",
  severity: "warning",
  summary: "A service runs the tag `latest`, whatever that is today.",
  why: "The unit pulls `latest` again whenever it starts. A restart may bring another program, nobody can see from the text what runs, and going back to the one before is not possible.",
  bad: { target: "horizon", text: example("latest") },
  good: { target: "horizon", text: example("2025-03-06-075118-production") },
  source: "operations-puppet, modules/service/templates/docker-service-shim.erb",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  concerns: mayDefineServices,

  *check({ root }) {
    for (const service of serviceDefinitions(root)) {
      if (textAt(service.node, "version") !== "latest") continue;
      yield {
        ...placeOf(service, ["version"]),
        message: `Service ${service.title} runs the tag latest, which is pulled again at each start.`,
        help: "Write the tag of a release.",
      };
    }
  },
};

function example(version: string): string {
  return `profile::docker::runner::service_defs:
  changes:
    port: 8190
    version: ${version}
`;
}
