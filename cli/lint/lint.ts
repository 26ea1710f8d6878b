import { catalogue } from "../signatures/catalogue.ts";
import type { Signatures } from "../signatures/signatures.ts";
import { askedRules, shownRules } from "./engine/asked-rules.ts";
import {
  type Known,
  type LintText,
  lintAlone,
  type RunRules,
  runRules,
} from "./engine/lint-alone.ts";
import type { LintCache } from "./engine/lint-cache.ts";
import { type FoundTogether, lintTogether } from "./engine/lint-together.ts";
import { type Judgement, type SettledText, settle } from "./engine/settle.ts";
import type { Level, LintSettings, Override } from "./engine/severity-for.ts";
import type { PlacedFinding, TextResult } from "./engine/text-result.ts";
import type { Finding, HostFacts, Profile, Rule, Sight } from "./rule.ts";

export type { LintText } from "./engine/lint-alone.ts";

/** How to lint texts. */
export interface LintOptions {
  readonly rules: readonly Rule[];
  /** By rule id; `off` silences a rule, and a severity stands for whatever the rule says. */
  readonly severities?: ReadonlyMap<string, Level>;
  /** What the site says; absent: nothing. */
  readonly settings?: LintSettings;
  /** Absent: the site's, or `recommended`. */
  readonly profile?: Profile;
  /** Absent: the catalogue. */
  readonly signatures?: Signatures;
  /** By the tree of a text; absent: `signatures`. */
  readonly treeSignatures?: ReadonlyMap<string, Signatures>;
  readonly host?: HostFacts;
  /** Whether the texts are all that belong together; absent: others may be left out. */
  readonly isWhole?: boolean;
  /** What an earlier run found in the same texts. */
  readonly cache?: LintCache;
}

/** What a run found, and what it does not show. */
export interface LintOutcome {
  /** In the order of the texts, and of each text's places. */
  readonly findings: readonly Finding[];
  /** How many findings comments silence. */
  readonly suppressed: number;
  /** Overrides that changed something. */
  readonly usedOverrides: readonly Override[];
  /** Overrides that changed nothing, though they are about texts of the run and their rules saw all. */
  readonly unusedOverrides: readonly Override[];
}

/** Asks every rule about some texts that belong together; see {@link runLint}. */
export function lintTexts(texts: readonly LintText[], options: LintOptions): readonly Finding[] {
  return runLint(texts, options).findings;
}

/** One text by itself; see {@link runLint}. */
export function lintText(options: LintText & LintOptions): readonly Finding[] {
  return lintTexts([options], options);
}

/**
 * Asks every rule about some texts that belong together. Of each text only plain data is kept, so
 * that a tree may be large. A rule that throws is a mistake of ours, and is not caught.
 */
export function runLint(texts: readonly LintText[], options: LintOptions): LintOutcome {
  const trees = new Trees(texts, options);
  const asked = askedRules(options);
  const rules = runRules(asked, options.rules);
  const results = texts.map((text) => resultOf(text, rules, trees.knownFor(text), options.cache));
  const together = togetherOf(texts, results, asked, trees, options.cache);
  const judge = judges(options);
  const settled = texts.map((text, index) => {
    const { file, path = file, prefix } = text;
    const place = { file: path, prefix, project: options.host?.project };
    const judgement = judge(trees.knownFor(text));
    return settle(results[index] as TextResult, together.get(index) ?? [], place, judgement);
  });
  return outcomeOf(settled);
}

/** The trees of a run; a text that is in none goes with the first, whose hosts may get it. */
class Trees {
  readonly #first: string | undefined;
  readonly #known = new Map<string | undefined, Known>();
  readonly #options: LintOptions;
  readonly #host: HostFacts;

  constructor(texts: readonly LintText[], options: LintOptions) {
    const { host = {}, settings } = options;
    const keys = [...(host.knownKeys ?? []), ...(settings?.keys ?? [])];
    this.#host = keys.length === 0 ? host : { ...host, knownKeys: keys };
    this.#options = options;
    this.#first = texts.find(({ tree }) => tree !== undefined)?.tree;
  }

  treeOf({ tree = this.#first }: LintText): string | undefined {
    return tree;
  }

  knownFor(text: LintText): Known {
    const tree = this.treeOf(text);
    const known = this.#known.get(tree) ?? this.#knownIn(tree);
    this.#known.set(tree, known);
    return known;
  }

  #knownIn(tree: string | undefined): Known {
    const { signatures = catalogue, treeSignatures } = this.#options;
    const own = tree === undefined ? undefined : treeSignatures?.get(tree);
    return { signatures: own ?? signatures, host: this.#host };
  }
}

function resultOf(
  text: LintText,
  rules: RunRules,
  known: Known,
  cache: LintCache | undefined,
): TextResult {
  const before = cache?.get(text, known.host);
  if (before !== undefined) return before;
  const result = lintAlone(text, rules, known);
  cache?.put(text, known.host, result);
  return result;
}

function togetherOf(
  texts: readonly LintText[],
  results: readonly TextResult[],
  rules: readonly Rule[],
  trees: Trees,
  cache: LintCache | undefined,
): FoundTogether {
  const before = cache?.getTogether();
  if (before !== undefined) return before;
  const found = new Map<number, readonly PlacedFinding[]>();
  const byTree = Map.groupBy(texts.keys(), (index) => trees.treeOf(texts[index] as LintText));
  for (const indexes of byTree.values()) {
    const own = indexes.map((index) => texts[index] as LintText);
    const ownResults = indexes.map((index) => results[index] as TextResult);
    const known = trees.knownFor(own[0] as LintText);
    for (const [at, findings] of lintTogether(own, ownResults, rules, known)) {
      found.set(indexes[at] as number, findings);
    }
  }
  cache?.putTogether(found);
  return found;
}

const noSettings: LintSettings = { rules: {}, keys: [], overrides: [] };

/** Gives how the texts of a tree are judged; all of one tree alike. */
function judges(options: LintOptions): (known: Known) => Judgement {
  const { settings = noSettings, severities = new Map() } = options;
  const profile = options.profile ?? settings.profile ?? "recommended";
  const shown = shownRules(options);
  const byTree = new Map<Known, Judgement>();
  return (known) => {
    const ready = byTree.get(known);
    if (ready !== undefined) return ready;
    const isSeen = sightOf(known, options);
    const all = shown.filter(({ needs = [] }) => needs.every((sight) => isSeen[sight]));
    const sure = new Map(all.map((rule) => [rule.id, rule]));
    const judgement = { sure, severities, settings, profile };
    byTree.set(known, judgement);
    return judgement;
  };
}

function sightOf(
  { signatures, host }: Known,
  { isWhole = false }: LintOptions,
): Readonly<Record<Sight, boolean>> {
  return {
    code: signatures.isComplete,
    texts: isWhole,
    host: host.roles !== undefined && host.fqdns !== undefined,
  };
}

function outcomeOf(settled: readonly SettledText[]): LintOutcome {
  const used = new Set(settled.flatMap(({ usedOverrides }) => [...usedOverrides]));
  const about = new Set(settled.flatMap(({ overrides }) => overrides));
  return {
    findings: settled.flatMap(({ findings }) => findings),
    suppressed: settled.reduce((sum, { suppressed }) => sum + suppressed, 0),
    usedOverrides: [...used],
    unusedOverrides: [...about].filter((override) => !used.has(override)),
  };
}
