/**
 * Hiera: a Hiera text as a document with places, and as the two loaders read it.
 *
 * Takes  text.
 * Gives  nodes with offsets; values as PyYAML and Psych resolve them; text as PyYAML dumps it;
 *        what the ENC makes of several prefixes.
 * Never  reads a file, opens a socket, judges, or throws because of what a text says.
 */

/** A stretch of the text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a scalar was written. */
export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

interface NodeBase {
  /** From the first character of the node's own text to the one after its last. */
  readonly span: Span;
  /** The tag as written and resolved (`tag:yaml.org,2002:str`, `!ruby/regexp`), if one was written. */
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
}

export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  readonly style: ScalarStyle;
  /** The text after unquoting, unescaping and folding; not yet resolved to a type. */
  readonly text: string;
}

export interface SequenceNode extends NodeBase {
  readonly kind: "sequence";
  readonly items: readonly HieraNode[];
}

export interface MappingNode extends NodeBase {
  readonly kind: "mapping";
  /** In the order of the text, duplicate keys included. */
  readonly pairs: readonly MappingPair[];
}

export interface MappingPair {
  readonly key: HieraNode;
  readonly value: HieraNode;
}

/** `*name`; `target` is the node the loaders would use (the last one anchored before). */
export interface AliasNode {
  readonly kind: "alias";
  readonly span: Span;
  readonly name: string;
  readonly target: HieraNode | undefined;
}

export type HieraNode = ScalarNode | SequenceNode | MappingNode | AliasNode;

/** Why a text is not YAML, and where. */
export interface SyntaxProblem {
  readonly message: string;
  readonly span: Span;
}

/** What stands behind a `#` that libyaml reads as a comment, so none inside a scalar. */
export interface Comment {
  /** From the `#` to the end of its line. */
  readonly span: Span;
  /** Everything behind the `#`, blanks included. */
  readonly text: string;
  /** Whether only blanks stand before it on its line. */
  readonly isOwnLine: boolean;
}

/** A parsed text. With `problems`, `roots` holds what was understood before the first of them. */
export interface HieraDocument {
  readonly text: string;
  /** One root per YAML document in the text; an empty text has none. */
  readonly roots: readonly HieraNode[];
  /** In the order of the text; with `problems`, those before the first of them. */
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
  /** What Psych's libyaml accepts and PyYAML refuses, such as a tab after a colon; bombs of aliases too. */
  readonly refusedByPyyaml: readonly SyntaxProblem[];
  /**
   * What Psych loads: the first root, but for a text with byte order marks inside, which are blanks
   * to libyaml at the start of a line and text to PyYAML.
   */
  readonly rootForPsych: HieraNode | undefined;
  /** What keeps Psych from loading the first document; it reads no further. Empty where it loads it. */
  readonly refusedByPsych: readonly SyntaxProblem[];
}
