import type { HieraNode, MappingNode, ScalarNode, SequenceNode } from "../../hiera/document.ts";
import { findInterpolations } from "../../hiera/interpolation.ts";
import { HieraBinary, HieraFloat, HieraSymbol, type HieraValue } from "../../hiera/value.ts";
import {
  openString,
  openValue,
  PuppetFloat,
  type PuppetValue,
  symbolValue,
} from "../../signatures/puppet-value.ts";
import type { Target } from "../rule.ts";
import { entries, isMerge, real } from "../values/entries.ts";
import { loadScalar, mayBeMoreThanText } from "../values/scalar-value.ts";

/** A value that is taken for another, to see what would be if it stood there. */
export interface Replacement {
  readonly node: HieraNode;
  readonly value: PuppetValue;
}

/** Values of more nodes than this are not judged; aliases count as what they stand for. */
const mostNodes = 100_000;

/**
 * The data that Puppet gets for a node, once the target's loaders have read it and before anything is
 * filled in. What a loader refuses is open, since another rule speaks of it.
 */
export function puppetValueOf(
  node: HieraNode,
  target: Target,
  replacement?: Replacement,
): PuppetValue {
  if (node.kind === "scalar" && replacement === undefined) return scalarOf(node, target);
  const reader = new ValueReader(target, replacement);
  const value = reader.valueOf(node);
  return reader.isExhausted ? openValue : value;
}

class ValueReader {
  readonly #target: Target;
  readonly #replacement: Replacement | undefined;
  /** Anchored collections that are being read: one that holds itself has no end. */
  readonly #underway = new Set<HieraNode>();
  #left = mostNodes;

  constructor(target: Target, replacement: Replacement | undefined) {
    this.#target = target;
    this.#replacement = replacement;
  }

  get isExhausted(): boolean {
    return this.#left < 0;
  }

  valueOf(node: HieraNode): PuppetValue {
    this.#left -= 1;
    const found = real(node);
    if (found === undefined || this.isExhausted) return openValue;
    if (found === this.#replacement?.node) return this.#replacement.value;
    if (found.kind === "scalar") return scalarOf(found, this.#target);
    if (found.anchor === undefined) return this.#collection(found);
    if (this.#underway.has(found)) return openValue;
    this.#underway.add(found);
    const value = this.#collection(found);
    this.#underway.delete(found);
    return value;
  }

  #collection(found: MappingNode | SequenceNode): PuppetValue {
    if (found.kind === "mapping") return this.#hash(found);
    return found.items.map((item) => this.valueOf(item));
  }

  #hash(mapping: MappingNode): PuppetValue {
    const pairs = mapping.pairs.some(isMerge) ? entries(mapping).values() : mapping.pairs;
    const hash = new Map<PuppetValue, PuppetValue>();
    for (const { key, value } of pairs) hash.set(this.#key(key), this.valueOf(value));
    return hash;
  }

  /** Puppet turns the Symbols among the keys back into Strings. */
  #key(node: HieraNode): PuppetValue {
    const key = real(node);
    const value = this.valueOf(node);
    return value === symbolValue && key?.kind === "scalar" ? key.text.replace(/^:/u, "") : value;
  }
}

function scalarOf(node: ScalarNode, target: Target): PuppetValue {
  const isCertainlyText = node.tag === undefined && !mayBeMoreThanText(node.text);
  if (isCertainlyText) return textOf(node.text);
  const loaded = loadScalar(node, target);
  return loaded.ok ? plainOf(loaded.value) : openValue;
}

function plainOf(value: HieraValue): PuppetValue {
  if (typeof value === "string") return textOf(value);
  if (value instanceof HieraFloat) return new PuppetFloat(value.value);
  if (value instanceof HieraSymbol) return symbolValue;
  if (value instanceof HieraBinary) return openString;
  return value === null || typeof value !== "object" ? value : openValue;
}

function textOf(text: string): PuppetValue {
  if (!text.includes("%{")) return text;
  const tokens = findInterpolations(text);
  if (tokens.length === 0) return text;
  const isOpen = tokens.some(({ kind, fault }) => kind === "alias" || fault !== undefined);
  return isOpen ? openValue : openString;
}
