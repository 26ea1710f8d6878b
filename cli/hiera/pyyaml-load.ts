import type {
  HieraDocument,
  HieraNode,
  MappingNode,
  MappingPair,
  Span,
  SyntaxProblem,
} from "./document.ts";
import { behindAlias, type Loaded, LoadFault, loaded } from "./load-fault.ts";
import { MapBuilder, pythonKey } from "./map-builder.ts";
import { resolvePlainAsPyyaml, yamlTag } from "./pyyaml-resolve.ts";
import { scalarConstructors } from "./pyyaml-scalars.ts";
import { type HieraMap, HieraSet, type HieraValue } from "./value.ts";
import { walk } from "./walk.ts";

export type { Loaded } from "./load-fault.ts";

/** More merges of merges than PyYAML's recursion can follow. */
const deepestMerge = 900;

/**
 * The value that PyYAML's `yaml.safe_load` makes of a text; an empty text is null. A node that
 * holds itself is refused here, though PyYAML loads it: nothing after it can.
 *
 * @see PyYAML constructor.py, SafeConstructor
 */
export function loadAsPyyaml(document: HieraDocument): Loaded {
  return loaded(() => {
    refuseWhatPyyamlCannotCompose(document);
    const root = document.roots[0];
    return root === undefined ? null : new PyyamlLoader().construct(root);
  });
}

/**
 * Every reason for which PyYAML would refuse a text, were those before it mended: it stops at the first,
 * and people mend all at once. Of what it cannot compose there is one.
 */
export function faultsOfPyyaml(document: HieraDocument): readonly SyntaxProblem[] {
  const faults: SyntaxProblem[] = [];
  const whole = loaded(() => {
    refuseWhatPyyamlCannotCompose(document);
    const root = document.roots[0];
    return root === undefined ? null : new PyyamlLoader(faults).construct(root);
  });
  return whole.ok ? faults : [whole];
}

function refuseWhatPyyamlCannotCompose(document: HieraDocument): void {
  const problem = [...document.refusedByPyyaml, ...document.problems].sort(byStart)[0];
  if (problem !== undefined) throw new LoadFault(problem.message, problem);
  const [first, second] = document.roots;
  if (first !== undefined) refuseAnchors(first);
  if (second !== undefined) {
    throw new LoadFault("a second document begins here, and only one can be loaded", second);
  }
}

function byStart(one: { readonly span: Span }, other: { readonly span: Span }): number {
  return one.span.start - other.span.start;
}

function refuseAnchors(root: HieraNode): void {
  const anchors = new Set<string>();
  for (const { node } of walk(root)) {
    if (node.kind === "alias") {
      behindAlias(node);
    } else if (node.anchor !== undefined) {
      if (anchors.has(node.anchor)) {
        throw new LoadFault(`the anchor "&${node.anchor}" is already taken above`, node);
      }
      anchors.add(node.anchor);
    }
  }
}

type Loadable = ReturnType<typeof behindAlias>;

class PyyamlLoader {
  /** Where faults are kept, so that the rest is loaded as well; without it the first one is thrown. */
  readonly #faults: SyntaxProblem[] | undefined;
  readonly #done = new Map<HieraNode, HieraValue>();
  readonly #underway = new Set<HieraNode>();
  readonly #flat = new Map<HieraNode, readonly MappingPair[]>();
  #mergeDepth = 0;

  constructor(faults?: SyntaxProblem[]) {
    this.#faults = faults;
  }

  construct(aliasOrNode: HieraNode): HieraValue {
    const node = behindAlias(aliasOrNode);
    const known = this.#done.get(node);
    if (known !== undefined) return known;
    if (this.#underway.has(node)) throw new LoadFault("this node holds itself", aliasOrNode);
    this.#underway.add(node);
    const value = this.#kept(() => this.#constructTagged(node));
    this.#underway.delete(node);
    this.#done.set(node, value);
    return value;
  }

  #kept(load: () => HieraValue): HieraValue {
    if (this.#faults === undefined) return load();
    const result = loaded(load);
    if (result.ok) return result.value;
    this.#faults.push(result);
    return null;
  }

  #constructTagged(node: Loadable): HieraValue {
    const tag = tagOf(node);
    const name = tag.startsWith(yamlTag) ? tag.slice(yamlTag.length) : "";
    const scalar = Object.hasOwn(scalarConstructors, name) ? scalarConstructors[name] : undefined;
    if (scalar !== undefined) return scalar(this.#scalarText(node), node);
    if (name === "seq") return this.#sequence(node);
    if (name === "map") return this.#mapping(node);
    if (name === "set") return new HieraSet([...this.#mapping(node).keys()]);
    if (name === "omap" || name === "pairs") return this.#pairs(node);
    throw new LoadFault(`could not determine a constructor for the tag '${tag}'`, node);
  }

  /** A mapping with a `=` key stands for that key's value. */
  #scalarText(node: Loadable): string {
    if (node.kind === "scalar") return node.text;
    if (node.kind === "mapping") {
      const value = node.pairs.find(({ key }) => tagOf(behindAlias(key)) === `${yamlTag}value`);
      if (value !== undefined) return this.#scalarText(behindAlias(value.value));
    }
    throw new LoadFault(`expected a scalar node, but found ${node.kind}`, node);
  }

  #sequence(node: Loadable): HieraValue[] {
    if (node.kind !== "sequence") {
      throw new LoadFault(`expected a sequence node, but found ${node.kind}`, node);
    }
    return node.items.map((item) => this.construct(item));
  }

  #mapping(node: Loadable): HieraMap {
    if (node.kind !== "mapping") {
      throw new LoadFault(`expected a mapping node, but found ${node.kind}`, node);
    }
    const builder = new MapBuilder(pythonKey);
    for (const pair of this.#flatten(node)) {
      const key = this.#kept(() => this.#key(pair.key));
      builder.set(key, this.construct(pair.value));
    }
    return builder.map;
  }

  #key(node: HieraNode): HieraValue {
    const target = behindAlias(node);
    if (tagOf(target) === `${yamlTag}value` && target.kind === "scalar") return target.text;
    const key = this.construct(node);
    if (Array.isArray(key) || key instanceof Map || key instanceof HieraSet) {
      throw new LoadFault("found unhashable key", node);
    }
    return key;
  }

  /** The pairs that merge keys bring, then the mapping's own, so that its own win. */
  #flatten(node: MappingNode): readonly MappingPair[] {
    const known = this.#flat.get(node);
    if (known !== undefined) return known;
    this.#flat.set(node, []);
    this.#mergeDepth += 1;
    if (this.#mergeDepth > deepestMerge) {
      throw new LoadFault(`merge keys more than ${deepestMerge} levels deep`, node);
    }
    const isMerge = ({ key }: MappingPair) => tagOf(behindAlias(key)) === `${yamlTag}merge`;
    try {
      const merged = node.pairs.filter(isMerge).flatMap(({ value }) => this.#mergedPairs(value));
      const pairs = [...merged, ...node.pairs.filter((pair) => !isMerge(pair))];
      this.#flat.set(node, pairs);
      return pairs;
    } finally {
      this.#mergeDepth -= 1;
    }
  }

  #mergedPairs(aliasOrNode: HieraNode): readonly MappingPair[] {
    const node = behindAlias(aliasOrNode);
    if (node.kind === "mapping") return this.#flatten(node);
    if (node.kind === "scalar") {
      throw new LoadFault(
        "expected a mapping or list of mappings for merging, but found scalar",
        aliasOrNode,
      );
    }
    return node.items.toReversed().flatMap((item) => {
      const mapping = behindAlias(item);
      if (mapping.kind === "mapping") return this.#flatten(mapping);
      throw new LoadFault(`expected a mapping for merging, but found ${mapping.kind}`, item);
    });
  }

  #pairs(node: Loadable): HieraValue[] {
    if (node.kind !== "sequence") {
      throw new LoadFault(`expected a sequence, but found ${node.kind}`, node);
    }
    return node.items.map((item) => {
      const mapping = behindAlias(item);
      const pair = mapping.kind === "mapping" ? mapping.pairs[0] : undefined;
      if (mapping.kind !== "mapping" || pair === undefined || mapping.pairs.length !== 1) {
        throw new LoadFault("expected a mapping of length 1", item);
      }
      return [this.construct(pair.key), this.construct(pair.value)];
    });
  }
}

function tagOf(node: Loadable): string {
  if (node.tag !== undefined && node.tag !== "!") return node.tag;
  if (node.kind === "sequence") return `${yamlTag}seq`;
  if (node.kind === "mapping") return `${yamlTag}map`;
  const resolves = node.style === "plain" || node.tag === "!";
  return resolves ? resolvePlainAsPyyaml(node.text) : `${yamlTag}str`;
}
