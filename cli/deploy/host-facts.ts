import type { HostFacts } from "../lint/rule.ts";
import type { Context, Service } from "../site/site.ts";

/** What the site says of the hosts that a service's text is for; no roles there are roles unknown. */
export function hostFactsOf(
  { hosts, roles }: Service,
  { project }: Pick<Context, "project">,
): HostFacts {
  return { project, fqdns: hosts, ...(roles.length > 0 && { roles }) };
}
