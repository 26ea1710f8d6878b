import { KaskctlError } from "../base/errors.ts";
import type { Enc, EncNode } from "../enc/enc.ts";
import { prefixMatches } from "../enc/prefix-match.ts";
import { mergePrefixes } from "../hiera/merge.ts";
import { sameValue } from "../hiera/plain.ts";
import type { HieraMap } from "../hiera/value.ts";

/** What one prefix holds, as data. */
export interface PrefixData {
  readonly prefix: string;
  readonly value: HieraMap;
  readonly roles: readonly string[];
}

/** A host's node data before and after a write. */
export interface HostData {
  readonly fqdn: string;
  readonly before: EncNode;
  readonly after: EncNode;
  readonly notes: readonly string[];
}

/** What the ENC will make of a host: as it is, and with some prefixes written anew. */
export async function hostData(
  fqdn: string,
  present: ReadonlyMap<string, PrefixData>,
  planned: ReadonlyMap<string, PrefixData>,
  enc: Enc,
): Promise<HostData> {
  const before = nodeOf(fqdn, present);
  const after = nodeOf(fqdn, new Map([...present, ...planned]));
  const notes = [
    ...unreached(fqdn, planned),
    ...overridden(fqdn, present, planned),
    ...(await disagreement(fqdn, before, enc)),
  ];
  return { fqdn, before, after, notes };
}

/** The node view: whole keys of shorter prefixes are replaced by those of longer ones, roles unite. */
function nodeOf(fqdn: string, prefixes: ReadonlyMap<string, PrefixData>): EncNode {
  const matching = matchingOf(fqdn, prefixes);
  const roles = new Set(matching.flatMap((data) => data.roles));
  return { hiera: mergePrefixes(matching), roles: [...roles].sort() };
}

function matchingOf(
  fqdn: string,
  prefixes: ReadonlyMap<string, PrefixData>,
): readonly PrefixData[] {
  return [...prefixes.values()]
    .filter(({ prefix }) => prefixMatches(prefix, fqdn))
    .toSorted((a, b) => lengthOf(a.prefix) - lengthOf(b.prefix));
}

function lengthOf(prefix: string): number {
  return prefix === "_" ? 0 : [...prefix].length;
}

function unreached(fqdn: string, planned: ReadonlyMap<string, PrefixData>): readonly string[] {
  if ([...planned.keys()].some((prefix) => prefixMatches(prefix, fqdn))) return [];
  return [`No prefix of this plan reaches ${fqdn}: ${[...planned.keys()].join(", ")}.`];
}

function overridden(
  fqdn: string,
  present: ReadonlyMap<string, PrefixData>,
  planned: ReadonlyMap<string, PrefixData>,
): readonly string[] {
  const matching = matchingOf(fqdn, new Map([...present, ...planned]));
  return matching.flatMap(({ prefix, value }, index) => {
    if (!planned.has(prefix)) return [];
    const longer = matching.slice(index + 1);
    return [...value.keys()].flatMap((key) => {
      const winner = longer.findLast((other) => other.value.has(key));
      if (!winner) return [];
      return [`On ${fqdn} the key ${String(key)} comes from the longer prefix ${winner.prefix}.`];
    });
  });
}

/** The ENC's own answer decides; where it is another, the plan says so. */
async function disagreement(fqdn: string, before: EncNode, enc: Enc): Promise<readonly string[]> {
  try {
    const { hiera, roles } = await enc.readNode(fqdn);
    const agrees = sameValue(hiera, before.hiera) && sameValue(roles, before.roles);
    return agrees ? [] : [`The ENC's node data of ${fqdn} changed while the plan was made.`];
  } catch (error) {
    if (!(error instanceof KaskctlError && error.code === "enc-refused")) throw error;
    return [`The ENC cannot make node data of ${fqdn}: a stored text that matches is no mapping.`];
  }
}
