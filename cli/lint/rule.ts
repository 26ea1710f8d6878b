/**
 * Lint: a Hiera document in, findings out.
 *
 * Takes  a HieraDocument, a target and the rules to ask.
 * Gives  findings, ordered by place.
 * Never  reads a file, opens a socket, prints, or throws because of what a document says.
 */
import type { HieraDocument, HieraNode, Span } from "../hiera/document.ts";

/** How much a finding weighs. */
export type Severity = "info" | "warning" | "error";

/** Who reads the text: the ENC and then Puppet (`horizon`), or Puppet from a git tree (`tree`). */
export type Target = "horizon" | "tree";

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
  /** Dropped where a more specific rule of the same family reports an error within `span`. */
  readonly unlessExplained?: true;
}

/** What a rule may look at. */
export interface RuleContext {
  readonly document: HieraDocument;
  /** The node the target's loader uses; undefined where the text does not parse or is empty. */
  readonly root: HieraNode | undefined;
  readonly target: Target;
  /** The name of the text, for the rules that treat some files of a tree apart. */
  readonly file: string;
}

/** A text that shows a rule. */
interface RuleExample {
  readonly target: Target;
  readonly text: string;
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
  check(context: RuleContext): Iterable<RuleFinding>;
}

/** A finding with everything that a reporter needs. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** The name of the text: a path, `<stdin>`, or `<service> (rendered)`. */
  readonly file: string;
  /** From 1, in UTF-16 units; the end is exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly help?: string;
  readonly path: readonly (string | number)[];
  /** The rule's page. */
  readonly url: string;
}

/** How many findings of each weight a run gave, and over how many texts. */
export interface LintSummary {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}
