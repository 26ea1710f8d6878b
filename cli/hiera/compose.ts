import { NodeComposer } from "./compose-node.ts";
import type { HieraNode } from "./document.ts";
import { emptyScalar } from "./node-properties.ts";
import type { ScannedText } from "./scanned-text.ts";
import type { TokenType } from "./token.ts";
import { type ComposerProblem, TokenReader } from "./token-reader.ts";

/** The roots of a text, with the first thing in the tokens that is no YAML. */
export interface ComposedText {
  readonly roots: readonly HieraNode[];
  readonly problem: ComposerProblem | undefined;
  /** Which token comes after the first root; undefined when that root is not whole. */
  readonly afterFirst: number | undefined;
  /** A list or mapping that is nested deeper than the ENC can follow. */
  readonly tooDeepForEnc: HieraNode | undefined;
}

/**
 * Builds nodes from tokens. It stops at the first mistake and keeps what it has built until there.
 *
 * @see PyYAML parser.py
 */
export function composeTokens(scanned: ScannedText): ComposedText {
  const reader = new TokenReader(scanned);
  const nodes = new NodeComposer(reader);
  const roots: HieraNode[] = [];
  let afterFirst: number | undefined;
  while (!reader.at("stream end")) {
    const isExplicit = startDocument(reader, nodes, roots.length === 0);
    if (reader.problem !== undefined) break;
    const { type, start } = reader.token;
    const isEmpty = isExplicit && endsDocument(type);
    roots.push(isEmpty ? emptyScalar(start) : nodes.take("block"));
    if (reader.problem === undefined) afterFirst ??= reader.taken;
    if (!endsDocument(reader.token.type)) reader.failExpecting("the end of the document");
    while (reader.at("document end")) reader.take();
  }
  const { tooDeepForEnc } = nodes;
  return { roots, problem: reader.problem, afterFirst, tooDeepForEnc };
}

/**
 * The first thing that is no YAML in the tokens of a text that begins inside of another. What stands
 * around its beginning is not known, so only what is nested in its own entries is judged.
 */
export function problemOfFragment(scanned: ScannedText): ComposerProblem | undefined {
  const reader = new TokenReader(scanned);
  const nodes = new NodeComposer(reader);
  while (!reader.at("stream end")) {
    const { type } = reader.token;
    if (type === "key" || type === "value" || type === "block entry") {
      reader.take();
      if (!followsNode.has(reader.token.type)) takeWhole(nodes, reader);
    } else if (type === "scalar" || type === "alias") takeWhole(nodes, reader);
    else reader.take();
  }
  return reader.problem;
}

function takeWhole(nodes: NodeComposer, reader: TokenReader): void {
  nodes.take("part");
  if (!followsNode.has(reader.token.type)) reader.failExpecting("the next entry");
}

const followsNode: ReadonlySet<TokenType> = new Set<TokenType>([
  "directive",
  "document start",
  "document end",
  "block end",
  "block entry",
  "key",
  "value",
  "stream end",
]);

function endsDocument(type: TokenType): boolean {
  return (
    type === "stream end" ||
    type === "document start" ||
    type === "document end" ||
    type === "directive"
  );
}

/** Passes directives and `---`; gives whether the document begins with `---`. */
function startDocument(reader: TokenReader, nodes: NodeComposer, isFirst: boolean): boolean {
  nodes.startDocument();
  const { type } = reader.token;
  if (isFirst && type !== "directive" && type !== "document start") return false;
  const given = new Set<string>();
  while (reader.at("directive")) {
    const directive = reader.take();
    const { text, handle, value } = directive;
    if (text === "TAG") nodes.handles.set(handle, value);
    if (text === "YAML" && !value.startsWith("1.")) {
      reader.fail("only YAML 1.x can be read", directive);
    }
    const name = `%${text} ${handle}`;
    if (text !== "other" && given.has(name)) reader.fail(`"${name}" is given twice`, directive);
    given.add(name);
  }
  if (!reader.at("document start")) reader.failExpecting('"---"');
  reader.take();
  return true;
}
