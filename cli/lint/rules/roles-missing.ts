import { hieraKeys } from "../lookups/hiera-keys.ts";
import { classesOfRoles } from "../lookups/role-classes.ts";
import type { Rule } from "../rule.ts";

/** See `kaskctl rules roles/missing`. */
export const rule: Rule = {
  id: "roles/missing",
  severity: "error",
  summary: "A text configures what no role of the host brings.",
  why: "Hiera only answers classes that are there. Without the role nothing is installed, the agent says that all is well, and the service is not there.",
  bad: {
    target: "horizon",
    text: "profile::docker::runner::service_defs: {}\n",
    host: { roles: ["role::wmcs::instance"] },
  },
  good: {
    target: "horizon",
    text: "profile::docker::runner::service_defs: {}\n",
    host: { roles: ["role::wmcs::instance", "role::beta::docker_services"] },
  },
  source: "operations-puppet, modules/role/manifests/beta/docker_services.pp, beta/cassandra.pp",
  since: "0.1.0",
  targets: ["horizon"],
  needs: ["host"],

  *check(context) {
    const { roles } = context.host;
    if (roles === undefined) return;
    const classes = classesOfRoles(roles, context.signatures);
    for (const { starts, needs, role, others } of bringers) {
      const first = hieraKeys(context).find(({ name }) => name.startsWith(starts));
      if (first === undefined) continue;
      if ([needs, role, ...others].some((name) => classes.has(name))) continue;
      yield {
        span: first.pair.key.span,
        path: first.path,
        message: `No role of the host brings ${needs}, which reads ${first.name}.`,
        help: `Give the host the role ${role}.`,
      };
    }
  },
};

/**
 * What a text may configure, the class that reads it, the role that beta has for it, and the roles of
 * others that bring the class, too: the signatures at hand may not know them.
 * @see operations-puppet, modules/role/manifests/
 */
const bringers = [
  {
    starts: "profile::docker::runner::service_defs",
    needs: "profile::docker::runner",
    role: "role::beta::docker_services",
    others: [],
  },
  {
    starts: "profile::cassandra::",
    needs: "profile::cassandra",
    role: "role::beta::cassandra",
    others: [
      "role::aqs",
      "role::cassandra_dev",
      "role::ml_cache::storage",
      "role::restbase::production",
      "role::sessionstore",
    ],
  },
] as const;
