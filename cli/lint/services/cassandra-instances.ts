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
  /** Whatever a client may call them, in small letters: hosts, named instances, addresses. */
  readonly names: ReadonlySet<string>;
  /** Whether some of them have an address that the text does not say. */
  readonly hasUnknownAddress: boolean;
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
  let hasUnknownAddress = false;
  for (const [fqdn, { key, value }] of entries(mapping)) {
    if (fqdn.includes("%{") || isOpen(value)) return undefined;
    hosts.set(fqdn, key);
    const own = [...namesOf(fqdn, asMapping(value))];
    hasUnknownAddress ||= !own.some(isAddress);
    for (const name of own) names.add(name.toLowerCase());
  }
  const isFilledIn = [...names].some((name) => name.includes("%{"));
  return isFilledIn ? undefined : { hosts, names, hasUnknownAddress };
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

/** Whether what a client may call a host is an address, and no name. */
export function isAddress(name: string): boolean {
  return name.includes(":") || /^(?:\d+\.){3}\d+$/u.test(name);
}
