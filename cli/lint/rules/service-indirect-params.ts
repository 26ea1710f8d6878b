import { closest, didYouMean } from "../../base/suggest.ts";
import type { HieraNode, MappingPair } from "../../hiera/document.ts";
import type { Signature } from "../../signatures/signatures.ts";
import { renameKey } from "../fixes/rename-key.ts";
import { type HieraKey, hieraKeys, isRegexFile } from "../lookups/hiera-keys.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import { type IndirectParams, indirectParams, signatureOf } from "../types/indirect-params.ts";
import { puppetValueOf } from "../types/puppet-value-of.ts";
import { resourceName } from "../types/resource-name.ts";
import { mismatchOf, typeFinding } from "../types/type-finding.ts";
import { asMapping, entries, type Path } from "../values/entries.ts";

/** See `kaskctl rules service/indirect-params`. */
export const rule: Rule = {
  id: "service/indirect-params",
  severity: "error",
  summary: "An entry of a hash that becomes a resource is unknown, missing or of the wrong type.",
  why: "Puppet hands the whole hash to a class or define. One entry that it does not take fails the catalog, on every host that has the profile.",
  bad: { target: "horizon", text: example("'8080'") },
  good: { target: "horizon", text: example("8080") },
  source:
    "operations-puppet, modules/service/manifests/docker.pp, modules/profile/manifests/cassandra.pp",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "unsafe",
    does: "Puts quotes around a value, or takes them away, where that alone makes it fit; with --fix-unsafe writes the one parameter that is at most two letters away.",
  },

  concerns: (context) => isRegexFile(context) || mayDefineServices(context),

  *check(context) {
    for (const key of hieraKeys(context)) {
      for (const indirect of indirectParams) {
        if (indirect.path[0] !== key.name) continue;
        const signature = signatureOf(indirect, context.signatures);
        if (signature !== undefined) yield* checkAll(key, indirect, signature, context);
      }
    }
  },
};

/** A hash whose entries become parameters. */
interface Resource {
  readonly indirect: IndirectParams;
  readonly signature: Signature;
  /** The key of the hash, and the hash. */
  readonly pair: MappingPair;
  readonly path: Path;
}

function* checkAll(
  { pair, path }: HieraKey,
  indirect: IndirectParams,
  signature: Signature,
  context: RuleContext,
): Iterable<RuleFinding> {
  const seen = new Set<HieraNode | MappingPair>();
  for (const found of below({ pair, path }, indirect.path.slice(1))) {
    const mapping = asMapping(found.pair.value);
    const resource = { ...found, indirect, signature };
    if (mapping === undefined) yield* noHash(resource, context);
    // What several resources share, as a whole or by a merge, is told once.
    if (mapping === undefined || seen.has(mapping)) continue;
    seen.add(mapping);
    yield* checkOne(resource, seen, context);
  }
}

type Place = Pick<Resource, "pair" | "path">;

/** The hashes at the end of the way, and whatever keeps the way from going on. */
function below(place: Place, keys: readonly string[]): readonly Place[] {
  const [key, ...rest] = keys;
  if (key === undefined) return [place];
  const mapping = asMapping(place.pair.value);
  if (mapping === undefined) return [place];
  return [...entries(mapping)]
    .filter(([name]) => key === "*" || key === name)
    .flatMap(([name, pair]) => below({ pair, path: [...place.path, name] }, rest));
}

function* noHash(resource: Resource, context: RuleContext): Iterable<RuleFinding> {
  const { pair, path, indirect } = resource;
  const { hashesFrom, emptyAt } = indirect;
  if (path.length < hashesFrom) return;
  const value = puppetValueOf(pair.value, context.target);
  if (value === null && path.length === emptyAt) return;
  // To go through an empty list is to do nothing.
  if (path.length === 1 && Array.isArray(value) && value.length === 0) return;
  const typed = { pair, path, type: "Hash" };
  const mismatch = mismatchOf(typed, context);
  if (mismatch === undefined) return;
  const isResource = path.length === indirect.path.length;
  const title = isResource ? titleOf(resource) : String(path.at(-1));
  yield typeFinding(typed, mismatch, `${title} ${mismatch.message}.`, context);
}

function* checkOne(
  resource: Resource,
  seen: Set<HieraNode | MappingPair>,
  context: RuleContext,
): Iterable<RuleFinding> {
  const mapping = asMapping(resource.pair.value);
  if (mapping === undefined) return;
  const given = entries(mapping);
  for (const [name, pair] of given) {
    if (seen.has(pair) || name.includes("%{")) continue;
    seen.add(pair);
    const finding = judge(resource, name, pair, context);
    if (finding !== undefined) yield finding;
  }
  if (![...given.keys()].some((name) => name.includes("%{"))) yield* missing(resource, context);
}

const tagType = String.raw`Variant[Numeric, Boolean, Pattern[/\A[[:alnum:]_][[:alnum:]_:.-]*\z/]]`;

/**
 * What every resource takes beside its parameters, with its type; a define's `name` is its title again.
 * @see puppet, lib/puppet/type.rb, newmetaparam
 */
const metaparameters: ReadonlyMap<string, { readonly type?: string }> = new Map([
  ["alias", {}],
  ["audit", { type: "Enum['all']" }],
  [
    "loglevel",
    {
      type: "Enum['debug', 'info', 'notice', 'warning', 'err', 'alert', 'emerg', 'crit', 'verbose']",
    },
  ],
  ["name", {}],
  ["noop", { type: "Variant[Boolean, Enum['true', 'false']]" }],
  ["schedule", {}],
  ["tag", { type: `Variant[${tagType}, Array[${tagType}]]` }],
]);

/** Metaparameters that name a resource, which must be in the catalog. */
const relations: ReadonlySet<string> = new Set([
  "before",
  "notify",
  "require",
  "stage",
  "subscribe",
]);

function judge(
  resource: Resource,
  name: string,
  pair: MappingPair,
  context: RuleContext,
): RuleFinding | undefined {
  const given = puppetValueOf(pair.value, context.target);
  // Puppet takes an empty value for one that is not given.
  const isGiven = given !== null;
  const declared = resource.signature.parameters.get(name) ?? metaparameters.get(name);
  if (declared === undefined && relations.has(name)) {
    const namesNone = !isGiven || (Array.isArray(given) && given.length === 0);
    return namesNone ? undefined : relation(resource, name, pair);
  }
  if (declared === undefined) return unknownEntry(resource, name, pair);
  if (declared.type === undefined || !isGiven) return undefined;
  const value = { pair, path: [...resource.path, name], type: declared.type };
  const mismatch = mismatchOf(value, context);
  if (mismatch === undefined) return undefined;
  const message = `${titleOf(resource)}: parameter '${name}' ${mismatch.message}.`;
  return typeFinding(value, mismatch, message, context);
}

function relation(resource: Resource, name: string, { key }: MappingPair): RuleFinding {
  return {
    span: key.span,
    path: [...resource.path, name],
    message: `${titleOf(resource)}: '${name}' names a resource that must be in the catalog, and no data show that it is.`,
    help: "Remove it: what comes before what is said in code.",
  };
}

function unknownEntry(resource: Resource, name: string, { key }: MappingPair): RuleFinding {
  const names = [...resource.signature.parameters.keys()];
  const near = meant(name, resource);
  const isTaken = asMapping(resource.pair.value)?.pairs.some(
    (pair) => pair.key.kind === "scalar" && pair.key.text === near,
  );
  const edit =
    near === undefined || isTaken ? undefined : renameKey({ name, span: key.span }, near);
  return {
    span: key.span,
    path: [...resource.path, name],
    message: `${titleOf(resource)}: has no parameter named '${name}'.`,
    help: didYouMean(name, names),
    yieldsTo: ["service/obsolete-key"],
    ...(edit === undefined
      ? {}
      : { fix: { safety: "unsafe", title: `Write ${near}.`, edits: [edit] } }),
  };
}

/** The parameter that an unknown entry was most likely meant to be. */
function meant(name: string, { signature: { parameters } }: Resource): string | undefined {
  return closest(name, parameters.keys(), name.length < 5 ? 1 : 2);
}

function* missing(resource: Resource, { target }: RuleContext): Iterable<RuleFinding> {
  const mapping = asMapping(resource.pair.value);
  if (!resource.indirect.isComplete || mapping === undefined) return;
  const given = entries(mapping);
  const { parameters } = resource.signature;
  const unknown = [...given.keys()].filter((name) => !parameters.has(name));
  const misspelt = new Set(unknown.map((name) => meant(name, resource)));
  for (const { name, default: standard } of parameters.values()) {
    const pair = given.get(name);
    const isGiven = pair !== undefined && puppetValueOf(pair.value, target) !== null;
    if (standard !== undefined || isGiven || misspelt.has(name)) continue;
    yield {
      span: (pair ?? resource.pair).key.span,
      path: pair === undefined ? resource.path : [...resource.path, name],
      message: `${titleOf(resource)}: expects a value for parameter '${name}'.`,
      help: `Add ${name}.`,
    };
  }
}

/** As Puppet's messages name a resource: `Service::Docker[kask]`, `Class[Cassandra]`. */
function titleOf({ indirect, signature, path }: Resource): string {
  const name = resourceName(signature.name);
  if (indirect.kind === "class") return `Class[${name}]`;
  return indirect.path.at(-1) === "*" ? `${name}[${path.at(-1)}]` : name;
}

function example(port: string): string {
  return `profile::docker::runner::service_defs:
  changes:
    port: ${port}
    version: v1.0.10
`;
}
