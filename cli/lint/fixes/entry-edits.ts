import type { HieraNode, MappingNode, MappingPair } from "../../hiera/document.ts";
import type { Edit } from "../rule.ts";
import { entries } from "../values/entries.ts";

/**
 * The edit that takes a pair out of its mapping with its whole lines; undefined where something else
 * needs what stands there.
 */
export function removeEntry(
  text: string,
  mapping: MappingNode,
  pair: MappingPair,
): Edit | undefined {
  const place = mapping.pairs.indexOf(pair);
  if (place === -1 || hasAnchor(pair.key) || hasAnchor(pair.value)) return undefined;
  const next = mapping.pairs[place + 1];
  const { start } = pair.key.span;
  const end = Math.max(pair.key.span.end, pair.value.span.end);
  if (mapping.pairs.length === 1) return withoutPairs(mapping);
  if (isFlow(text, mapping)) {
    if (next !== undefined) return { start, end: next.key.span.start, text: "" };
    return { start: endOf(mapping.pairs[place - 1] as MappingPair), end, text: "" };
  }
  const line = lineStart(text, start);
  // A `? key` or the first pair in a list's item has something before it on its line.
  if (/^ *$/u.test(text.slice(line, start))) {
    return { start: line, end: nextLine(text, end), text: "" };
  }
  return /- +$/u.test(text.slice(line, start)) && next !== undefined
    ? { start, end: next.key.span.start, text: "" }
    : undefined;
}

/**
 * The edit that adds `name: value` to a mapping, where it belongs in the order of the keys or, where that
 * is the end, in front; undefined where the mapping is written in an unusual way.
 */
export function insertEntry(
  text: string,
  mapping: MappingNode,
  name: string,
  value: string,
): Edit | undefined {
  const entry = `${name}: ${value}`;
  const [first] = mapping.pairs;
  if (isFlow(text, mapping)) {
    const at = contentStart(text, mapping) + 1;
    return { start: at, end: at, text: first === undefined ? entry : `${entry}, ` };
  }
  const after = mapping.pairs.find(({ key }) => key.kind === "scalar" && key.text > name) ?? first;
  if (after === undefined) return undefined;
  const { start } = after.key.span;
  const before = text.slice(lineStart(text, start), start);
  if (!/^[ -]*$/u.test(before)) return undefined;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  return { start, end: start, text: `${entry}${newline}${" ".repeat(before.length)}` };
}

/** The edit that gives a key of `mapping` without a value, or none at all, this one. */
export function setEntry(
  text: string,
  mapping: MappingNode,
  name: string,
  value: string,
): Edit | undefined {
  const pair = entries(mapping).get(name);
  if (pair === undefined) return insertEntry(text, mapping, name, value);
  const { start, end } = pair.value.span;
  if (end > start) return { start, end, text: value };
  const colon = text.indexOf(":", pair.key.span.end) + 1;
  return colon === 0 ? undefined : { start: colon, end: colon, text: ` ${value}` };
}

function withoutPairs({ span, anchor, tag }: MappingNode): Edit | undefined {
  return anchor === undefined && tag === undefined ? { ...span, text: "{}" } : undefined;
}

function endOf({ key, value }: MappingPair): number {
  return Math.max(key.span.end, value.span.end);
}

function isFlow(text: string, mapping: MappingNode): boolean {
  const start = contentStart(text, mapping);
  // A block mapping may begin with a key that is a flow mapping.
  return text[start] === "{" && mapping.pairs[0]?.key.span.start !== start;
}

/** Behind an anchor and a tag. */
function contentStart(text: string, { span, anchor, tag }: MappingNode): number {
  if (anchor === undefined && tag === undefined) return span.start;
  const properties = /^(?:[&!]\S*\s+)*/u.exec(text.slice(span.start, span.end))?.[0] ?? "";
  return span.start + properties.length;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The start of the line behind the one that `end` is in. */
function nextLine(text: string, end: number): number {
  if (text[end - 1] === "\n") return end;
  const newline = text.indexOf("\n", end);
  return newline === -1 ? text.length : newline + 1;
}

function hasAnchor(node: HieraNode): boolean {
  if (node.kind === "alias") return false;
  if (node.anchor !== undefined) return true;
  if (node.kind === "sequence") return node.items.some(hasAnchor);
  if (node.kind === "scalar") return false;
  return node.pairs.some(({ key, value }) => hasAnchor(key) || hasAnchor(value));
}
