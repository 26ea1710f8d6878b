import { randomInt } from "node:crypto";
import { KaskctlError } from "../base/errors.ts";
import type { Secret } from "../base/secret.ts";
import type { Clock } from "../base/world.ts";
import type { Enc, EncRevision } from "../enc/enc.ts";
import { prefixMatches } from "../enc/prefix-match.ts";
import { loadMapping } from "../hiera/load-mapping.ts";
import { sameValue } from "../hiera/plain.ts";
import type { HieraMap } from "../hiera/value.ts";
import type { Finding } from "../lint/rule.ts";
import type { Service, Site } from "../site/site.ts";
import { type Compared, changesOf } from "./changes.ts";
import { type HostData, hostData, type PrefixData } from "./effective.ts";
import { knownSecrets } from "./known-secrets.ts";
import { createMasker, type Masker } from "./mask.ts";
import type { Plan, PlannedHost, PlannedPrefix } from "./plan.ts";
import { renderHost, restartedTitles, serviceDefsKey } from "./rendered.ts";
import { schemaNotes } from "./schema-notes.ts";
import { sha256 } from "./sha256.ts";

/** What a plan is made of. */
export interface PlanInput {
  readonly site: Site;
  readonly service: Service;
  /** What every prefix of the service shall hold. */
  readonly renderedText: string;
  readonly findings: readonly Finding[];
  readonly enc: Enc;
  readonly clock: Pick<Clock, "now">;
  /** Secrets that may be in the text; nothing that holds one is shown. */
  readonly secrets?: readonly Secret[];
}

/**
 * Reads what the ENC holds and says what would change, in the text, in Puppet's data and on the
 * hosts. It writes nothing.
 * @throws {KaskctlError} value-not-representable where the rendered text is no mapping; whatever
 * the ENC throws
 */
export async function makePlan(input: PlanInput): Promise<Plan> {
  const { site, service, enc, clock } = input;
  const next = nextValue(input.renderedText);
  const roles = service.roles.toSorted();
  const prefixes = await enc.listPrefixes();
  const revisions = await readAll(enc, service, prefixes);
  const present = new Map([...revisions].map(([prefix, it]) => [prefix, dataOf(it)]));
  const planned = new Map(
    service.prefixes.map((prefix) => [prefix, { prefix, value: next, roles }]),
  );
  const hosts: HostData[] = [];
  for (const fqdn of service.hosts) hosts.push(await hostData(fqdn, present, planned, enc));
  const compared: Compared = { present, planned, hosts, registry: site.context.registry };
  const masker = createMasker(knownSecrets(input.secrets ?? [], valuesOf(compared)));
  return {
    id: planId(site.context.name, service.name),
    createdAt: new Date(clock.now()).toISOString(),
    context: site.context.name,
    service: service.name,
    prefixes: [...planned.values()].map((data) =>
      plannedPrefix(revisions.get(data.prefix), data, input.renderedText, masker),
    ),
    changes: changesOf(compared, masker),
    hosts: hosts.map((host) => plannedHost(host, next, site.context.registry)),
    findings: input.findings,
    notes: [
      ...hosts.flatMap((host) => notesOf(host, compared)),
      ...alsoReached(service, prefixes),
      ...schemaNotes(next),
    ].map((note) => masker.line(note)),
  };
}

function nextValue(text: string): HieraMap {
  const value = loadMapping(text);
  if (value) return value;
  throw new KaskctlError(
    "value-not-representable",
    "Cannot plan: the rendered text is not one YAML mapping, which is all that the ENC takes.",
    { hint: "Run `kaskctl lint` to see where it goes wrong." },
  );
}

/** The service's prefixes, and every other one that reaches one of its hosts. */
async function readAll(
  enc: Enc,
  service: Service,
  prefixes: readonly string[],
): Promise<ReadonlyMap<string, EncRevision>> {
  const reaching = prefixes.filter((prefix) =>
    service.hosts.some((fqdn) => prefixMatches(prefix, fqdn)),
  );
  const revisions = new Map<string, EncRevision>();
  for (const prefix of new Set([...service.prefixes, ...reaching])) {
    revisions.set(prefix, await enc.read(prefix));
  }
  return revisions;
}

/** A stored text that does not load counts as empty here; that it changes is seen in the raw layer. */
function dataOf({ prefix, text, roles }: EncRevision): PrefixData {
  return { prefix, value: loadMapping(text) ?? new Map(), roles };
}

function valuesOf({ present, planned }: Compared): readonly HieraMap[] {
  return [...present.values(), ...planned.values()].map(({ value }) => value);
}

function plannedPrefix(
  revision: EncRevision | undefined,
  data: PrefixData,
  nextText: string,
  masker: Masker,
): PlannedPrefix {
  const text = revision?.text;
  const baseRoles = revision?.roles ?? [];
  const held = loadMapping(text);
  const isSame =
    held !== undefined && sameValue(held, data.value) && sameValue(baseRoles, data.roles);
  return {
    prefix: data.prefix,
    base: { text, roles: baseRoles, sha256: sha256(text ?? "") },
    next: { text: nextText, roles: data.roles, sha256: sha256(nextText) },
    changed: !isSame,
    shown: {
      base: text === undefined ? undefined : masker.text(text),
      next: masker.text(nextText),
    },
  };
}

function notesOf({ fqdn, after, notes }: HostData, { registry }: Compared): readonly string[] {
  const { problems } = renderHost(after.hiera, registry);
  return [...notes, ...problems.map((problem) => `Puppet would refuse on ${fqdn}: ${problem}.`)];
}

/** Instances with a prefix of their own are the only ones that the ENC knows by name. */
function alsoReached(service: Service, prefixes: readonly string[]): readonly string[] {
  const known = [...service.hosts, ...service.prefixes];
  return prefixes
    .filter((fqdn) => fqdn.includes(".") && !known.includes(fqdn))
    .filter((fqdn) => service.prefixes.some((prefix) => prefixMatches(prefix, fqdn)))
    .map(
      (fqdn) => `${fqdn} gets this too: the prefix reaches it, and the site file does not name it.`,
    );
}

function plannedHost(host: HostData, next: HieraMap, registry: string): PlannedHost {
  const before = renderHost(host.before.hiera, registry);
  const after = renderHost(host.after.hiera, registry);
  const defined = next.get(serviceDefsKey);
  const titles = defined instanceof Map ? [...defined.keys()] : [];
  return {
    fqdn: host.fqdn,
    image: after.services.find(({ title }) => titles.includes(title))?.image,
    restarts: restartedTitles(before, after).length > 0,
  };
}

/** Short enough to be typed; no letters that look like digits. */
function planId(context: string, service: string): string {
  const letters = "23456789abcdefghjkmnpqrstuvwxyz";
  const random = Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join("");
  return `${context}-${service}-${random}`;
}
