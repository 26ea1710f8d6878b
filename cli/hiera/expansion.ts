import type {
  HieraNode,
  MappingNode,
  MappingPair,
  SequenceNode,
  SyntaxProblem,
} from "./document.ts";
import { deepestForEnc } from "./nesting.ts";

/** More pairs than this from the merge keys of one text are a bomb, not a configuration. */
const mostMergedPairs = 10_000;

type Collection = SequenceNode | MappingNode;

/** Why a text cannot be loaded, although it is short, once its aliases and merge keys are followed. */
export interface Expansion {
  readonly tooManyMerges: SyntaxProblem | undefined;
  readonly tooDeep: SyntaxProblem | undefined;
}

/** Foretells how large and how deep a document becomes, without making it so. */
export function foretellExpansion(root: HieraNode | undefined): Expansion {
  const counter = new ExpansionCounter();
  for (const node of root === undefined ? [] : childrenFirst(root)) counter.count(node);
  const { tooManyMerges, tooDeep } = counter;
  return { tooManyMerges, tooDeep };
}

/** Every list and mapping below and with `root`, so that what an alias can stand for comes before it. */
function childrenFirst(root: HieraNode): readonly Collection[] {
  const found: Collection[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === "alias" || node.kind === "scalar") continue;
    found.push(node);
    for (const child of childrenOf(node)) waiting.push(child);
  }
  return found.reverse();
}

function childrenOf(node: Collection): readonly HieraNode[] {
  if (node.kind === "sequence") return node.items;
  return node.pairs.flatMap(({ key, value }) => [key, value]);
}

/** A node that is still being counted holds itself, and counts as nothing. */
class ExpansionCounter {
  tooManyMerges: SyntaxProblem | undefined;
  tooDeep: SyntaxProblem | undefined;
  readonly #depths = new Map<HieraNode, number>();
  readonly #sizes = new Map<HieraNode, number>();
  #merged = 0;

  count(node: Collection): void {
    this.#countLevels(node);
    if (node.kind === "mapping") this.#countPairs(node);
  }

  #countLevels(node: Collection): void {
    let depth = 0;
    if (node.kind === "sequence") {
      for (const item of node.items) depth = Math.max(depth, this.#levelsWith(item));
    } else for (const pair of node.pairs) depth = Math.max(depth, this.#levelsOf(pair));
    this.#depths.set(node, depth);
    if (depth < deepestForEnc) return;
    const message = `nested more than ${deepestForEnc} levels deep with its aliases, which the ENC cannot store`;
    this.tooDeep ??= { message, span: node.span };
  }

  #levelsWith(child: HieraNode): number {
    return 1 + (this.#depths.get(behind(child)) ?? 0);
  }

  /** A merge key brings pairs to the mapping's own level; all else stands one deeper. */
  #levelsOf(pair: MappingPair): number {
    if (!isMerge(pair)) return Math.max(this.#levelsWith(pair.key), this.#levelsWith(pair.value));
    const sources = mergeSources(pair);
    return sources.reduce((most, each) => Math.max(most, this.#depths.get(each) ?? 0), 0);
  }

  #countPairs(node: MappingNode): void {
    let merged = 0;
    let own = 0;
    for (const pair of node.pairs) {
      if (!isMerge(pair)) own += 1;
      else for (const source of mergeSources(pair)) merged += this.#sizes.get(source) ?? 0;
    }
    this.#sizes.set(node, merged + own);
    this.#merged += merged;
    if (this.#merged <= mostMergedPairs) return;
    const message = `the merge keys (<<) up to here bring more than ${mostMergedPairs} pairs: write fewer of them`;
    this.tooManyMerges ??= { message, span: node.span };
  }
}

/** What a merge key names, one by one. */
function mergeSources({ value }: MappingPair): readonly HieraNode[] {
  const source = behind(value);
  return source.kind === "sequence" ? source.items.map(behind) : [source];
}

/** Psych merges by a quoted key too, so that the style does not matter here. */
function isMerge({ key }: MappingPair): boolean {
  const node = behind(key);
  return node.kind === "scalar" && node.text === "<<";
}

function behind(node: HieraNode): HieraNode {
  return node.kind === "alias" ? (node.target ?? node) : node;
}
