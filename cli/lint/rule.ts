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
  readonly message: string;
  /** The keys from the top down to the value; list positions as numbers. */
  readonly path?: readonly (string | number)[];
  /** Overrides the rule's own severity where the rule has two. */
  readonly severity?: Severity;
}

/** What a rule may look at. */
export interface RuleContext {
  readonly document: HieraDocument;
  /** The node the target's loader uses; undefined where the text does not parse or is empty. */
  readonly root: HieraNode | undefined;
  readonly target: Target;
}

/** A text that shows a rule, with the findings it gives. */
export interface RuleExample {
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
  readonly path: readonly (string | number)[];
  /** The rule's page. */
  readonly url: string;
}
