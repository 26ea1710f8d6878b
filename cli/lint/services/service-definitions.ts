import {
  type KaskHome,
  kaskImageHome,
  kaskImageNames,
} from "../../../service/contract/kask-image.ts";
import { closest } from "../../base/suggest.ts";
import type { HieraNode, MappingNode, MappingPair, Span } from "../../hiera/document.ts";
import type { Target } from "../rule.ts";
import { asMapping, entries, isMerge, type Path, real, valueAt } from "../values/entries.ts";
import { scalarValue } from "../values/scalar-value.ts";

/** The key under which Puppet's Docker runner finds its services. */
export const serviceDefsKey = "profile::docker::runner::service_defs";

/** One service of the Docker runner, as the text defines it. */
export interface ServiceDefinition {
  readonly title: string;
  /** The node of the title. */
  readonly key: HieraNode;
  readonly node: MappingNode;
  readonly path: Path;
}

const known = new WeakMap<HieraNode, readonly ServiceDefinition[]>();

/** The services that a text defines and keeps: `ensure: absent` ones are left out. */
export function serviceDefinitions(root: HieraNode | undefined): readonly ServiceDefinition[] {
  if (root === undefined) return [];
  const before = known.get(root);
  if (before !== undefined) return before;
  const found = readDefinitions(root);
  known.set(root, found);
  return found;
}

const onlyServiceDefs = new RegExp(`^${serviceDefsKey}$`, "u");

/** Whether a text may have a top-level key of this form: a cheap test, as most texts have none. */
export function mayHold(root: HieraNode | undefined, form: RegExp): boolean {
  const mapping = asMapping(root);
  if (mapping === undefined) return false;
  return mapping.pairs.some(
    (pair) => pair.key.kind !== "scalar" || form.test(pair.key.text) || isMerge(pair),
  );
}

function readDefinitions(root: HieraNode): readonly ServiceDefinition[] {
  if (!mayHold(root, onlyServiceDefs)) return [];
  const definitions = asMapping(valueAt(root, [serviceDefsKey]));
  if (definitions === undefined) return [];
  return [...entries(definitions)].flatMap(([title, { key, value }]) => {
    const node = asMapping(value);
    if (node === undefined || textAt(node, "ensure") === "absent") return [];
    return [{ title, key, node, path: [serviceDefsKey, title] }];
  });
}

/** The services of {@link serviceDefinitions} that run Kask's image. */
export function kaskServices(root: HieraNode | undefined): readonly ServiceDefinition[] {
  return serviceDefinitions(root).filter((service) => imageHome(service) !== undefined);
}

/**
 * Whose Kask a service runs; undefined where it is no Kask. A service whose image is misspelt and whose
 * config is Kask's is one, too, but nobody knows whose.
 * @see operations-puppet/modules/service/manifests/docker.pp, image_name
 */
export function imageHome(service: ServiceDefinition): KaskHome | "misspelt" | undefined {
  const name = imageNameOf(service);
  const home = kaskImageHome(name);
  if (home !== undefined) return home;
  const near = closest(name.slice(name.lastIndexOf("/") + 1), Object.values(kaskImageNames), 1);
  return near !== undefined && hasKaskConfig(service) ? "misspelt" : undefined;
}

/** The name of a service's image, without the folder that `namespace` gives. */
export function imageNameOf({ title, node }: ServiceDefinition): string {
  return textAt(node, "image_name") ?? title;
}

/** Settings of Kask that hardly another service has. */
const tellingSettings = ["base_uri", "cassandra", "default_ttl"];

function hasKaskConfig({ node }: ServiceDefinition): boolean {
  const config = asMapping(valueAt(node, ["config"]));
  return config !== undefined && tellingSettings.some((name) => entries(config).has(name));
}

/** The written text of a scalar parameter of a service. */
export function textAt(node: MappingNode, key: string): string | undefined {
  const value = real(valueAt(node, [key]));
  return value?.kind === "scalar" ? value.text : undefined;
}

/** Whether Puppet fills in the whole value later, so that it may become anything. */
export function isOpen(node: HieraNode | undefined): boolean {
  const value = real(node);
  return value?.kind === "scalar" && value.text.includes("%{");
}

/** A switch of a service, false where it is absent; undefined where it is no boolean here. */
export function flagAt(
  service: ServiceDefinition,
  key: string,
  target: Target,
): boolean | undefined {
  const value = real(valueAt(service.node, [key]));
  if (value === undefined) return false;
  if (value.kind !== "scalar") return undefined;
  const found = scalarValue(value, target);
  return typeof found === "boolean" ? found : undefined;
}

/**
 * The config that Puppet writes for a service. Without `isKnown` nothing can be said about it: it is in a
 * volume, filled in later, or no mapping.
 */
export function configOf(
  service: ServiceDefinition,
  target: Target,
): { readonly isKnown: boolean; readonly node: MappingNode | undefined } {
  const value = valueAt(service.node, ["config"]);
  const node = asMapping(value);
  const isWritten = flagAt(service, "volume", target) === false;
  return { node, isKnown: isWritten && (node !== undefined || isEmpty(value)) };
}

/** Whether a value is absent or null. */
export function isEmpty(node: HieraNode | undefined): boolean {
  const value = real(node);
  if (value === undefined) return true;
  return value.kind === "scalar" && scalarValue(value, "tree") === null;
}

/**
 * Where a parameter of a service is written: its value, its key where the value is empty, or the key of
 * the nearest group of it that is written.
 */
export function placeOf(
  service: ServiceDefinition,
  keys: readonly string[],
): { readonly span: Span; readonly path: Path } {
  let named = service.key;
  let value: HieraNode = service.node;
  let isWritten = keys.length > 0;
  for (const key of keys) {
    const group = asMapping(value);
    const pair: MappingPair | undefined = group && entries(group).get(key);
    isWritten = pair !== undefined;
    if (pair === undefined) break;
    named = pair.key;
    value = pair.value;
  }
  const isShown = isWritten && value.span.end > value.span.start;
  return { span: (isShown ? value : named).span, path: [...service.path, ...keys] };
}

/** Whether a node stands inside a service's own text, so that changing it changes no other service. */
export function isOwn(node: HieraNode, service: ServiceDefinition): boolean {
  const { start, end } = service.node.span;
  return node.span.start >= start && node.span.end <= end;
}
