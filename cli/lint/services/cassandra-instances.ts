import type { HieraNode, MappingNode } from "../../hiera/document.ts";
import { asMapping, entries, type RealNode, real, valueAt } from "../values/entries.ts";
import { isOpen, mayHold } from "./service-definitions.ts";

/** The key under which Puppet finds the hosts of a Cassandra cluster. */
export const instancesKey = "profile::cassandra::instances";

const onlyInstances = new RegExp(`^${instancesKey}$`, "u");

/** The Cassandra hosts that a text defines. */
export interface CassandraInstances {
  /** By name, the node of each key. */
  readonly hosts: ReadonlyMap<string, HieraNode>;
  /** Whatever a client may call them: hosts, named instances, addresses. */
  readonly names: ReadonlySet<string>;
}

/**
 * The Cassandra hosts that a text defines; undefined where it defines none, or where Puppet fills some of
 * them in later.
 * @see operations-puppet/modules/profile/manifests/cassandra.pp, all_instances
 */
export function cassandraInstances(root: HieraNode | undefined): CassandraInstances | undefined {
  if (!mayHold(root, onlyInstances)) return undefined;
  const mapping = asMapping(valueAt(root, [instancesKey]));
  if (mapping === undefined) return undefined;
  const hosts = new Map<string, HieraNode>();
  const names = new Set<string>();
  for (const [fqdn, { key, value }] of entries(mapping)) {
    if (fqdn.includes("%{") || isOpen(value)) return undefined;
    hosts.set(fqdn, key);
    for (const name of namesOf(fqdn, asMapping(value))) names.add(name);
  }
  return [...names].some((name) => name.includes("%{")) ? undefined : { hosts, names };
}

/** A host with instances `a` and `b` is known as `host-a.domain` and `host-b.domain`, too. */
function* namesOf(fqdn: string, instances: MappingNode | undefined): Iterable<string> {
  yield fqdn;
  if (instances === undefined) return;
  const dot = fqdn.indexOf(".");
  const [host, domain] = dot === -1 ? [fqdn, ""] : [fqdn.slice(0, dot), fqdn.slice(dot)];
  for (const [id, { value }] of entries(instances)) {
    yield `${host}-${id}${domain}`;
    yield* addressesIn(real(value));
  }
}

function* addressesIn(node: RealNode | undefined): Iterable<string> {
  if (node?.kind !== "mapping") return;
  for (const [name, { value }] of entries(node)) {
    const address = real(value);
    if (address?.kind === "scalar" && name.endsWith("_address")) yield address.text;
  }
}
