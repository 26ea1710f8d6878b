/**
 * Lint: Hiera documents in, findings out.
 *
 * Takes  texts, a target, the rules to ask, signatures of Puppet code, and what the site says.
 * Gives  findings with their fixes, ordered by place.
 * Never  reads a file, opens a socket, prints, or throws because of what a document says.
 */
import type { HieraDocument, HieraNode, Span } from "../hiera/document.ts";
import type { Signatures } from "../signatures/signatures.ts";
import type { Cause } from "./engine/causes.ts";
import type { Survey } from "./engine/survey.ts";

/** How much a finding weighs. */
export type Severity = "info" | "warning" | "error";

/** `recommended` shows errors, warnings and the infos that somebody asked for, `strict` all infos. */
export type Profile = "recommended" | "strict";

/** Who reads the text: the ENC and then Puppet (`horizon`), or Puppet from a git tree (`tree`). */
export type Target = "horizon" | "tree";

/** Whether a fix keeps what Puppet gets or makes it what was plainly meant (`safe`), or guesses (`unsafe`). */
export type FixSafety = "safe" | "unsafe";

/** One replacement in the text: UTF-16 offsets, `end` exclusive; an empty stretch inserts. */
export interface Edit extends Span {
  readonly text: string;
}

/** How a finding is put right. Its edits do not overlap and are made together or not at all. */
export interface Fix {
  readonly safety: FixSafety;
  /** What is done, as a short sentence: `Quote the value.` */
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** What a rule says about one place. */
export interface RuleFinding {
  readonly span: Span;
  /** What is wrong here, as one sentence with the values found. */
  readonly message: string;
  /** What to write instead, as one sentence. */
  readonly help?: string;
  /** The keys from the top down to the value; list positions as numbers. */
  readonly path?: readonly (string | number)[];
  /** Overrides the rule's own severity where the rule has two. */
  readonly severity?: Severity;
  /** Rules that know the cause better: dropped where one of them has a finding that touches `span`. */
  readonly yieldsTo?: readonly Cause[];
  /** Those of `yieldsTo` that do not know this cause where they weigh less: they are dropped then. */
  readonly outweighs?: readonly Cause[];
  /** Other places of the text without which it would be no mistake, such as the first of two keys. */
  readonly related?: readonly Span[];
  readonly fix?: Fix;
}

/** A finding of a rule that sees several texts. */
export interface TextFinding extends RuleFinding {
  /** The name of the text. */
  readonly file: string;
}

/** What is known about the host that a text is for. */
export interface HostFacts {
  /** Project id, as in the ENC's URLs. */
  readonly project?: string;
  /** The fully qualified names of the instances that the text is for. */
  readonly fqdns?: readonly string[];
  /** Puppet roles that the host has; absent where nobody said. */
  readonly roles?: readonly string[];
  /** Keys that code asks for which nobody here can see, such as that of private modules; `a::*` is all below `a`. */
  readonly knownKeys?: readonly string[];
}

/** What a rule may look at. */
export interface RuleContext {
  readonly document: HieraDocument;
  /** The node the target's loader uses; undefined where the text does not parse or is empty. */
  readonly root: HieraNode | undefined;
  /** Every node below `root` with the way to it, made once for all rules; empty without a root. */
  readonly survey: Survey;
  readonly target: Target;
  /** The name of the text, for the rules that treat some files of a tree apart. */
  readonly file: string;
  /** Where it is in its tree: `hieradata/…` whatever folder it was linted from; else as `file`, or absolute. */
  readonly treePath: string;
  readonly signatures: Signatures;
  readonly host: HostFacts;
}

/** What a rule may look at that needs several texts, or the whole tree. */
export interface TogetherContext {
  readonly texts: readonly TextFacts[];
  readonly signatures: Signatures;
  readonly host: HostFacts;
}

/** What is kept of one text for the rules that see several; plain data, since it is cached. */
export interface TextFacts {
  readonly file: string;
  /** See {@link RuleContext.treePath}. */
  readonly treePath: string;
  readonly target: Target;
  /** Top-level keys in the order of the text; in `regex.yaml` those of every section. */
  readonly keys: readonly KeyFact[];
  /** Every `%{lookup('key')}`, `%{hiera('key')}` and `%{alias('key')}`. */
  readonly references: readonly ReferenceFact[];
}

/** A key that a text sets. */
export interface KeyFact {
  readonly name: string;
  /** In `regex.yaml`: the section that sets it. */
  readonly section?: string;
  /** Of the key itself. */
  readonly span: Span;
  /** Of key and value. */
  readonly entrySpan: Span;
  readonly shape: "undef" | "boolean" | "number" | "string" | "array" | "hash";
  /** Equal for equal values, whatever their writing. */
  readonly digest: number;
  /** The whole lines that the entry fills, where nothing else stands on them. */
  readonly lines?: Span;
}

/** A key that a text looks up from inside a value. */
export interface ReferenceFact {
  readonly method: "lookup" | "hiera" | "alias";
  readonly key: string;
  /** Of the whole `%{…}` where it stands in the text literally, else of the scalar. */
  readonly span: Span;
  /** The way to the scalar that holds it. */
  readonly path: readonly (string | number)[];
  /** Whether nothing else stands in the scalar. */
  readonly isWhole: boolean;
}

/**
 * What there is to see beside a text: all Puppet code, all texts that belong together, and which host and
 * roles the text is for.
 */
export type Sight = "code" | "texts" | "host";

/** A text that shows a rule. */
export interface RuleExample {
  readonly target: Target;
  readonly text: string;
  /** What pages show in place of a text that is too long for them. */
  readonly shown?: string;
  /** The name of the text, where the rule looks at it. */
  readonly file?: string;
  readonly host?: HostFacts;
  /** Manifests that the signatures are built from, by path; absent: the catalogue. */
  readonly manifests?: Readonly<Record<string, string>>;
  /** Other texts of the same run, by name. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** A lint rule: a plain annotated object, one per file; its page and its tests grow from it. */
export interface Rule {
  /** `family/defect`, named for the defect. */
  readonly id: string;
  readonly severity: Severity;
  /** One sentence: what is wrong. */
  readonly summary: string;
  /** What happens to the user who ignores it. */
  readonly why: string;
  /** A text in which the rule finds something, and the same text put right. */
  readonly bad: RuleExample;
  readonly good: RuleExample;
  /** Project, file and symbol of what it mirrors. */
  readonly source: string;
  /** The version of kaskctl that brought it. */
  readonly since: string;
  readonly targets: readonly Target[];
  /** What its fixes do, as one sentence; absent where nothing can be mended by rule. */
  readonly fix?: { readonly safety: FixSafety; readonly does: string };
  /**
   * What it must see to find all that there is to find: where that is missing, nobody knows whether a
   * comment that silences it is needed. Absent: the text alone.
   */
  readonly needs?: readonly Sight[];
  /** Rules of yamllint that ask the same; their disabling comments silence this rule, too. */
  readonly yamllint?: readonly string[];
  /** Whether a text may hold something for `check`: a cheap question that many rules share, asked once. */
  readonly concerns?: (context: RuleContext) => boolean;
  /** What one text shows by itself. */
  check?(context: RuleContext): Iterable<RuleFinding>;
  /** What only all texts of a run show. */
  checkTogether?(context: TogetherContext): Iterable<TextFinding>;
}

/** A stretch of a text: from 1, in UTF-16 units; the end is exclusive. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A finding with everything that a reporter needs. */
export interface Finding extends Place {
  readonly rule: string;
  readonly severity: Severity;
  /** The name of the text: a path, `<stdin>`, or `<service> (rendered)`. */
  readonly file: string;
  /** Other places of the same text that the mistake is made of. */
  readonly related?: readonly Place[];
  readonly message: string;
  readonly help?: string;
  readonly path: readonly (string | number)[];
  /** The rule's page. */
  readonly url: string;
  readonly fix?: Fix;
}

/** How many findings of each weight a run gave, and over how many texts. */
export interface LintSummary {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** Findings that a comment in the text silences; they are in none of the counts above. */
  readonly suppressed?: number;
  /** Findings that a baseline knows; they are in none of the counts above. */
  readonly baselined?: number;
  /** Findings of the baseline that did not occur. */
  readonly stale?: number;
}
