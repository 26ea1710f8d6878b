import type { HieraDocument, HieraNode, ScalarNode } from "../hiera/document.ts";
import { parseHiera } from "../hiera/parse-hiera.ts";
import { loadAsPsych } from "../hiera/psych-load.ts";
import { dumpAsPyyaml } from "../hiera/pyyaml-dump.ts";
import { type Loaded, loadAsPyyaml } from "../hiera/pyyaml-load.ts";
import type { HieraValue } from "../hiera/value.ts";
import { asMapping, entries, type RealNode, real } from "./entries.ts";
import type { Target } from "./rule.ts";

/**
 * What Puppet makes of one scalar, or the loader's reason to refuse it. Symbols are let through as
 * values, so that a caller can tell them from dates.
 */
export function loadScalar(node: ScalarNode, target: Target): Loaded {
  const document = documentOf(node);
  if (target === "tree") return loadAsPsych(document, { symbols: true, aliases: true });
  const stored = loadAsPyyaml(document);
  if (!stored.ok || typeof stored.value !== "string") return stored;
  return mayChange(stored.value) ? readBack(stored.value) : stored;
}

/** Whether the target's loaders take a node's tag, whatever the node holds. */
export function takesTag(node: RealNode, target: Target): boolean {
  const document = documentOf(withoutContent(node));
  if (target === "tree") return loadAsPsych(document, { symbols: true, aliases: true }).ok;
  const stored = loadAsPyyaml(document);
  return stored.ok && readBack(stored.value).ok;
}

/** What Puppet makes of one scalar; its text where a loader refuses it. */
export function scalarValue(node: ScalarNode, target: Target): HieraValue {
  const loaded = loadScalar(node, target);
  return loaded.ok ? loaded.value : node.text;
}

/** The whole number at a key of a mapping, where one is there. */
export function integerAt(
  node: HieraNode | undefined,
  key: string,
  target: Target,
): number | undefined {
  const value = scalarAt(node, key, target);
  return typeof value === "number" ? value : undefined;
}

/** Whether the value at a key of a mapping is true. */
export function isTrueAt(node: HieraNode, key: string, target: Target): boolean {
  return scalarAt(node, key, target) === true;
}

function scalarAt(
  node: HieraNode | undefined,
  key: string,
  target: Target,
): HieraValue | undefined {
  const mapping = asMapping(node);
  const value = mapping === undefined ? undefined : real(entries(mapping).get(key)?.value);
  return value?.kind === "scalar" ? scalarValue(value, target) : undefined;
}

const empty = parseHiera("");

/** A document of nothing but `node`, for asking a loader about one value. */
function documentOf(node: HieraNode): HieraDocument {
  return { ...empty, roots: [node] };
}

/** Whether Psych might take a text that PyYAML wrote without quotes for something else. */
function mayChange(text: string): boolean {
  return /^(?:[-+.:\d]|yes|true|on|no|false|off|null)/iu.test(text);
}

/**
 * A value as Psych reads it back from the ENC, which quotes a text only where PyYAML must. Symbols
 * are let through as values.
 */
export function readBack(value: HieraValue): Loaded {
  return loadAsPsych(parseHiera(dumpAsPyyaml(value)), { symbols: true, aliases: false });
}

function withoutContent(node: RealNode): RealNode {
  if (node.kind === "sequence") return { ...node, items: [] };
  return node.kind === "mapping" ? { ...node, pairs: [] } : node;
}
