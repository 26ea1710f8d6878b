import type { Identity } from "./emulator-keystone.ts";

/** Who may do what: the ENC's policies, by name. */
const policies = {
  "prefix:index": () => true,
  "prefix:view": () => true,
  "prefix:create": isMember,
  "prefix:update": isMember,
  "prefix:delete": isMember,
  "project:index": () => true,
  "project:delete": ({ roles }: Identity) => roles.includes("admin"),
  "puppetrole:index": () => true,
  "puppetrole:view": () => true,
} as const satisfies Record<string, (identity: Identity) => boolean>;

/** A name of the ENC's policy table. */
export type PolicyName = keyof typeof policies;

/** A refusal, as the ENC words it: JSON whatever the request accepts. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly body: object;
}

/**
 * Why a request is refused, or nothing where it is not. `project` is the one in the URL; a route
 * over all projects has none.
 * @see operations-puppet/modules/openstack/files/puppet/master/encapi/puppet-enc.py, enforce_policy
 */
export function refusalOf(
  policy: PolicyName,
  identity: Identity | undefined,
  project: string | undefined,
): Refusal | undefined {
  if (!identity) {
    const message = "The request you have made requires authentication.";
    return { status: 401, body: { code: 401, title: "Unauthorized", message } };
  }
  if (project !== undefined && project !== identity.projectId) {
    return { status: 403, body: { error: "403 Forbidden Invalid project id." } };
  }
  if (!policies[policy](identity))
    return { status: 403, body: { error: "403 Forbidden Forbidden." } };
  return undefined;
}

function isMember({ roles }: Identity): boolean {
  return roles.includes("admin") || roles.includes("member");
}
