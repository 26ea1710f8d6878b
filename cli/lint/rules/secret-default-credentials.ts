import type { HieraNode } from "../../hiera/document.ts";
import { pathOf } from "../engine/survey.ts";
import type { HostFacts, Rule } from "../rule.ts";
import { entries, real } from "../values/entries.ts";

const builtIn = "cassandra";

/** See `kaskctl rules secret/default-credentials`. */
export const rule: Rule = {
  id: "secret/default-credentials",
  severity: "warning",
  summary: "Cassandra's built-in superuser is used with its well-known password.",
  why: "Whoever reaches the Cassandra port can read and change every session. The text itself is public: the ENC exports it to a git repository.",
  bad: { target: "horizon", text: example("cassandra", "cassandra") },
  good: { target: "horizon", text: example("sessions", "'%{lookup(\"sessionstore_password\")}'") },
  source: "Apache Cassandra, CassandraRoleManager.DEFAULT_SUPERUSER_NAME and _PASSWORD",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  concerns: ({ document }) => document.text.includes(builtIn),

  *check({ survey, host }) {
    const severity = isForTests(host) ? {} : { severity: "error" as const };
    for (const visit of survey.mappings) {
      const pairs = entries(visit.node);
      const user = pairs.get("username") ?? pairs.get("user");
      const password = pairs.get("password");
      if (!isBuiltIn(user?.value) || !isBuiltIn(password?.value)) continue;
      yield {
        span: password?.value.span ?? visit.node.span,
        path: [...pathOf(visit), "password"],
        message: "This is Cassandra's built-in superuser with its default password.",
        help: "Create a role for the service, and take its password from the private hierarchy with %{lookup('KEY')}.",
        ...severity,
      };
    }
  },
};

/** Projects whose instances nobody depends on. */
const testProjects: readonly string[] = ["deployment-prep"];

/** An unknown project gets the benefit of the doubt. */
function isForTests({ project }: HostFacts): boolean {
  return project === undefined || testProjects.includes(project);
}

function isBuiltIn(node: HieraNode | undefined): boolean {
  const value = real(node);
  return value?.kind === "scalar" && value.text === builtIn;
}

function example(username: string, password: string): string {
  return `profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      cassandra:
        authentication:
          password: ${password}
          username: ${username}
      listen_address: 0.0.0.0
    port: 8080
    version: v1.0.10
`;
}
