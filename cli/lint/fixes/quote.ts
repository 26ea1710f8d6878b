import type { ScalarNode, Span } from "../../hiera/document.ts";
import { analyzeScalar } from "../../hiera/pyyaml-scalar-style.ts";
import type { Fix } from "../rule.ts";
import type { RealNode } from "../values/entries.ts";

/**
 * A text in quotes as PyYAML writes a String: in single ones, or with escapes in double ones where
 * it has line breaks or signs that nobody sees. Letters beyond ASCII stay letters.
 */
export function quoted(text: string): string {
  const { multiline, allowsSingle } = analyzeScalar(text.replace(printable, "x"));
  return multiline || !allowsSingle
    ? JSON.stringify(text).replace(unseen, escaped)
    : `'${text.replaceAll("'", "''")}'`;
}

const printable = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/gu;
const unseen = /[\x7F-\xA0\u2028\u2029\uFEFF]/gu;

/**
 * Where a node's own text stands in the document's: its span without an anchor and a tag before it,
 * and without the line breaks that end a block scalar.
 */
export function contentSpan(node: RealNode, text: string): Span {
  const { anchor, tag, span } = node;
  const end = isBlock(node)
    ? span.start + text.slice(span.start, span.end).trimEnd().length
    : span.end;
  if (anchor === undefined && tag === undefined) return { start: span.start, end };
  let { start } = span;
  while (start < end && (text[start] === "&" || text[start] === "!")) {
    property.lastIndex = start;
    start = property.exec(text) === null ? end : property.lastIndex;
  }
  return { start: Math.min(start, end), end };
}

function isBlock(node: RealNode): boolean {
  return node.kind === "scalar" && (node.style === "literal" || node.style === "folded");
}

/** An anchor or a tag with the blanks, comments and line breaks behind it. */
const property = /\S+(?:\s|(?<=\s)#[^\r\n]*)*/uy;

/**
 * The safe fix that makes a String of a scalar with the text that stands there; `text` is the document's.
 * Where two quotes do it, the value itself, which may be a secret, is not written again.
 */
export function quoteFix(node: ScalarNode, text: string): Fix {
  const title = "Put it in quotes.";
  const source = quoted(node.text);
  const { start, end } = contentSpan(node, text);
  // Another fix may be about what is interpolated, and would meet no edit there.
  if (source !== `'${text.slice(start, end)}'` || source.includes("%{")) {
    return rewriteFix(node, text, source, title);
  }
  const edits = [start, end].map((at) => ({ start: at, end: at, text: "'" }));
  return { safety: "safe", title, edits };
}

/** The safe fix that writes `source` in place of a scalar's own text, behind its anchor. */
export function rewriteFix(node: ScalarNode, text: string, source: string, title: string): Fix {
  return { safety: "safe", title, edits: [{ ...contentSpan(node, text), text: source }] };
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
