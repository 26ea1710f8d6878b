import { suggest } from "../../base/suggest.ts";
import type { HieraNode } from "../../hiera/document.ts";
import type { HostFacts, Rule, RuleContext, RuleFinding } from "../rule.ts";
import {
  type CassandraInstances,
  cassandraInstances,
  instancesKey,
  isAddress,
} from "../services/cassandra-instances.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import {
  configOf,
  flagAt,
  kaskServices,
  type ServiceDefinition,
} from "../services/service-definitions.ts";
import { asMapping, entries, real, valueAt } from "../values/entries.ts";

const fqdn = "sessions01.beta.eqiad1.wikimedia.cloud";

/** See `kaskctl rules service/cassandra-hosts`. */
export const rule: Rule = {
  id: "service/cassandra-hosts",
  severity: "error",
  summary: "Kask is sent to a Cassandra host that the text does not set up.",
  why: "Puppet sets up Cassandra for the hosts of profile::cassandra::instances, each by its full name. Kask that is sent elsewhere finds no Cassandra, and exits at start again and again. A host that does not find its own name there waits for seeds that never come.",
  bad: { target: "horizon", text: example("sessions02.beta.eqiad1.wikimedia.cloud") },
  good: { target: "horizon", text: example(fqdn) },
  source: "operations-puppet, modules/profile/manifests/cassandra.pp, all_instances",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  needs: ["host"],

  concerns: mayDefineServices,

  *check(context) {
    const instances = cassandraInstances(context.root);
    const isWrong = (name: string) => misnamed(name, context) !== undefined;
    const wrong = new Set([...(instances?.hosts.keys() ?? [])].filter(isWrong).map(hostOf));
    if (instances !== undefined) {
      yield* misnamedHosts(instances, context);
      yield* ownHost(instances, wrong, context);
    }
    for (const service of kaskServices(context.root)) {
      yield* hostsOf(service, { instances, wrong }, context);
    }
  },
};

/** Why a name of a host in Cloud VPS leads nowhere. */
function misnamed(name: string, { target, host }: RuleContext): string | undefined {
  if (target === "tree") return undefined;
  const [, ...domain] = name.split(".");
  if (domain.length === 0) return "is no full name";
  if (/(?:^|\.)eqiad\.wmflabs$/u.test(name)) return "ends in a domain that is gone";
  if (!name.endsWith(".wikimedia.cloud")) return undefined;
  if (domain.length < 4) return "does not name its project";
  const projects = projectsOf(host);
  return projects.length === 0 || projects.includes(domain[0] ?? "")
    ? undefined
    : `is not of the project ${projects.join(" or ")}`;
}

/** A project's id, which may be 32 digits that nobody sees, is its name in old projects only. */
function projectsOf({ fqdns = [], project }: HostFacts): readonly string[] {
  const named = fqdns.filter((fqdn) => fqdn.endsWith(".wikimedia.cloud"));
  const own = named.flatMap((fqdn) => fqdn.split(".")[1] ?? []);
  const isName = project !== undefined && !/^[\da-f]{32}$/u.test(project);
  return [...new Set(own.length === 0 && isName ? [project] : own)];
}

function* misnamedHosts(
  { hosts }: CassandraInstances,
  context: RuleContext,
): Iterable<RuleFinding> {
  for (const [name, key] of hosts) {
    const reason = misnamed(name, context);
    if (reason === undefined) continue;
    yield {
      span: key.span,
      path: [instancesKey, name],
      message: `The Cassandra host ${name} ${reason}; no instance is called so.`,
      help: "Write <host>.<project>.eqiad1.wikimedia.cloud.",
    };
  }
}

/** Without its own entry a host takes the others for its seeds. */
function* ownHost(
  { hosts }: CassandraInstances,
  wrong: ReadonlySet<string>,
  { root, host }: RuleContext,
): Iterable<RuleFinding> {
  const mapping = asMapping(root);
  const key = mapping && entries(mapping).get(instancesKey)?.key;
  if (key === undefined) return;
  for (const own of host.fqdns ?? []) {
    if (hosts.has(own) || wrong.has(hostOf(own))) continue;
    yield {
      span: key.span,
      path: [instancesKey],
      message: `The host ${own} is not among the Cassandra hosts that its text sets up.`,
      help: `Add ${own}: {}, or remove Cassandra's role from the host.`,
    };
  }
}

interface Known {
  readonly instances: CassandraInstances | undefined;
  /** Hosts, without their domains, whose full names are wrong where they are set up. */
  readonly wrong: ReadonlySet<string>;
}

function* hostsOf(
  service: ServiceDefinition,
  { instances, wrong }: Known,
  context: RuleContext,
): Iterable<RuleFinding> {
  const config = configOf(service, context.target);
  const list = config.isKnown ? real(valueAt(config.node, ["cassandra", "hosts"])) : undefined;
  if (list?.kind !== "sequence") return;
  const isOnHost = flagAt(service, "host_network", context.target) !== false;
  for (const [place, item] of list.items.entries()) {
    const name = textOf(item);
    if (name === undefined || wrong.has(hostOf(name)) || (isOnHost && isLocal(name))) continue;
    // Of the host's own missing entry is told already.
    if (instances !== undefined && context.host.fqdns?.includes(name)) continue;
    const reason = misled(name, instances, context);
    if (reason === undefined) continue;
    yield {
      span: item.span,
      path: [...service.path, "config", "cassandra", "hosts", place],
      ...reason,
    };
  }
}

function misled(
  name: string,
  instances: CassandraInstances | undefined,
  context: RuleContext,
): Pick<RuleFinding, "message" | "help"> | undefined {
  if (instances === undefined) {
    const reason = misnamed(name, context);
    return name.includes(".") && reason !== undefined
      ? {
          message: `The Cassandra host ${name} ${reason}.`,
          help: "Write <host>.<project>.eqiad1.wikimedia.cloud.",
        }
      : undefined;
  }
  const called = plainName(name);
  if (instances.names.has(called)) return undefined;
  if (instances.hasUnknownAddress && isAddress(called) && !isLocal(called)) return undefined;
  const [near = [...instances.hosts.keys()][0]] = suggest(name, instances.hosts.keys());
  return {
    message: `Kask connects to ${name}, which is not among the hosts of ${instancesKey}.`,
    help: near === undefined ? `Add ${name} there.` : `Write ${near}, or add ${name} there.`,
  };
}

function textOf(node: HieraNode): string | undefined {
  const value = real(node);
  if (value?.kind !== "scalar" || value.text.includes("%{")) return undefined;
  return value.text;
}

/** A name as DNS compares it, without the port that Cassandra's driver takes behind it. */
function plainName(name: string): string {
  const [, bracketed] = /^\[(.+)\](?::\d+)?$/u.exec(name) ?? [];
  return (bracketed ?? name.replace(/^([^:]+):\d+$/u, "$1")).replace(/\.$/u, "").toLowerCase();
}

function isLocal(name: string): boolean {
  return /^(?:localhost|127\.[\d.]+|::1)$/u.test(name);
}

function hostOf(name: string): string {
  return name.split(".", 1)[0] ?? "";
}

function example(host: string): string {
  return `profile::cassandra::instances:
  ${fqdn}: {}
profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      cassandra:
        hosts:
        - ${host}
      listen_address: 0.0.0.0
    port: 8080
    version: v1.0.10
`;
}
