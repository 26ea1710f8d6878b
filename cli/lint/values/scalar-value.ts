import type { HieraDocument, HieraNode, ScalarNode } from "../../hiera/document.ts";
import { type Loaded, loaded } from "../../hiera/load-fault.ts";
import { emptyScalar } from "../../hiera/node-properties.ts";
import { parseHiera } from "../../hiera/parse-hiera.ts";
import { loadAsPsych } from "../../hiera/psych-load.ts";
import { resolvePlainAsPsych } from "../../hiera/psych-scalars.ts";
import { dumpAsPyyaml } from "../../hiera/pyyaml-dump.ts";
import { loadAsPyyaml } from "../../hiera/pyyaml-load.ts";
import { resolvePlainAsPyyaml, yamlTag } from "../../hiera/pyyaml-resolve.ts";
import { analyzeScalar, chooseStyle } from "../../hiera/pyyaml-scalar-style.ts";
import { scalarConstructors } from "../../hiera/pyyaml-scalars.ts";
import type { HieraValue } from "../../hiera/value.ts";
import type { Target } from "../rule.ts";
import { asMapping, entries, type RealNode, real } from "./entries.ts";

/**
 * Whether a loader may read a text, unquoted, as more than a text: the cheap first question, which
 * nearly every scalar answers with no.
 */
export function mayBeMoreThanText(text: string): boolean {
  const beginning = beginnings[text.charCodeAt(0)];
  return (
    beginning === anything || (beginning === word && text.length <= longestWord) || text === ""
  );
}

const anything = 1;
const word = 2;
/** It is `false`. */
const longestWord = 5;

/** By the code of a text's first character: what a loader may make of it. */
const beginnings = new Uint8Array(128);
for (const sign of "0123456789+-.:~=<") beginnings[sign.charCodeAt(0)] = anything;
for (const letter of "ytonfYTONF") beginnings[letter.charCodeAt(0)] = word;

/** What both loaders make of most scalars that are no texts: a plain `true`, `false` or short whole number. */
export function evidentValue({ style, tag, text }: ScalarNode): boolean | number | undefined {
  if (style !== "plain" || tag !== undefined) return undefined;
  if (text === "true" || text === "false") return text === "true";
  return /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined;
}

/** Whether a text begins like a number: the first question of the rules about numbers. */
export function startsLikeNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  // A digit, or one of + - . before it.
  if (first >= 0x30 && first <= 0x39) return true;
  return first === 0x2b || first === 0x2d || first === 0x2e;
}

/**
 * What Puppet makes of one scalar, or the loader's reason to refuse it. Symbols are let through as
 * values, so that a caller can tell them from dates.
 */
export function loadScalar(node: ScalarNode, target: Target): Loaded {
  if (node.tag !== undefined) return loadTagged(node, target);
  if (!mayBeMoreThanText(node.text)) return asText(node);
  const evident = evidentValue(node);
  if (evident !== undefined) return { ok: true, value: evident };
  const isPlain = node.style === "plain";
  if (target === "horizon") return isPlain ? readThroughHorizon(node) : readBackText(node);
  return isPlain ? readByPsych(node) : asText(node);
}

function readThroughHorizon(node: ScalarNode): Loaded {
  const stored = readByPyyaml(node);
  return stored.ok && typeof stored.value === "string" ? readBackText(node) : stored;
}

/** What PyYAML makes of a plain scalar without a tag. */
export function readByPyyaml(node: ScalarNode): Loaded {
  const tag = resolvePlainAsPyyaml(node.text).slice(yamlTag.length);
  const construct = scalarConstructors[tag];
  if (construct !== undefined) return loaded(() => construct(node.text, node));
  const message = `could not determine a constructor for the tag '${yamlTag}${tag}'`;
  return { ok: false, message, span: node.span };
}

/** A String as Psych reads it back from the ENC, which quotes a text only where PyYAML must. */
function readBackText(node: ScalarNode): Loaded {
  const scalar = { tag: `${yamlTag}str`, text: node.text, literal: false };
  const isPlain = chooseStyle(scalar, analyzeScalar(node.text), false) === "plain";
  return isPlain ? readByPsych(node) : asText(node);
}

/** What Psych makes of a plain scalar without a tag. */
export function readByPsych(node: ScalarNode): Loaded {
  return loaded(() => resolvePlainAsPsych(node.text, node, true));
}

function asText({ text }: ScalarNode): Loaded {
  return { ok: true, value: text };
}

function loadTagged(node: ScalarNode, target: Target): Loaded {
  const document = documentOf(node);
  if (target === "tree") return loadAsPsych(document, { symbols: true, aliases: true });
  const stored = loadAsPyyaml(document);
  if (!stored.ok || typeof stored.value !== "string") return stored;
  return readBackText({ ...node, text: stored.value });
}

/** Whether a text in quotes is that text to Puppet, too: the ENC does not keep the quotes. */
export function staysText(text: string, target: Target): boolean {
  const loaded = loadScalar({ ...quotedNothing, text }, target);
  return loaded.ok && loaded.value === text;
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
const quotedNothing: ScalarNode = { ...emptyScalar(0), style: "single" };

/** A document of nothing but `node`, for asking a loader about one value. */
function documentOf(node: HieraNode): HieraDocument {
  return { ...empty, roots: [node], rootForPsych: node };
}

/**
 * A value as Psych reads it back from the ENC, which quotes a text only where PyYAML must. Symbols
 * are let through as values.
 */
function readBack(value: HieraValue): Loaded {
  return loadAsPsych(parseHiera(dumpAsPyyaml(value)), { symbols: true, aliases: false });
}

function withoutContent(node: RealNode): RealNode {
  if (node.kind === "sequence") return { ...node, items: [] };
  return node.kind === "mapping" ? { ...node, pairs: [] } : node;
}
