import type { HieraNode, MappingPair, ScalarNode, Span } from "./document.ts";
import { deepestForEnc, deepestForPsych } from "./nesting.ts";
import { emptyScalar, type Properties, readProperties } from "./node-properties.ts";
import { lineIndex } from "./positions.ts";
import type { Token, TokenType } from "./token.ts";
import type { TokenReader } from "./token-reader.ts";

/** The span of a collection that is still being built. */
interface GrowingSpan extends Span {
  end: number;
}

/**
 * Where a node stands: in `flow`, between brackets, no block begins; as a `part` of a block mapping, its
 * key or value, a list needs no indentation.
 */
type NodePlace = "block" | "part" | "flow";

/** Builds the nodes of one document after the other; what is wrong becomes the reader's problem. */
export class NodeComposer {
  /** What the handles of tags stand for. */
  readonly handles = new Map<string, string>();
  /** The outermost list or mapping that is nested deeper than the ENC can follow. */
  tooDeepForEnc: HieraNode | undefined;
  readonly #reader: TokenReader;
  readonly #anchors = new Map<string, HieraNode>();
  #depth = 0;

  constructor(reader: TokenReader) {
    this.#reader = reader;
    this.startDocument();
  }

  /** Forgets the anchors and handles of the document before. */
  startDocument(): void {
    this.#anchors.clear();
    this.handles.clear();
    this.handles.set("!", "!");
    this.handles.set("!!", "tag:yaml.org,2002:");
  }

  /** Takes the next node, or an empty one where none stands. */
  take(place: NodePlace): HieraNode {
    const reader = this.#reader;
    if (reader.at("alias")) return this.#alias();
    const properties = readProperties(reader, this.handles);
    const { scalar } = reader.token;
    if (scalar !== undefined) return this.#scalar(scalar, properties);
    const node = this.#collection(properties, place);
    if (node !== undefined) return node;
    const { start, end, tag, anchor } = properties;
    if (start === undefined) reader.failExpecting("a value");
    const empty = emptyScalar(start ?? reader.token.start);
    if (start === undefined) return empty;
    return this.#anchored({ ...empty, span: { start, end }, tag, anchor });
  }

  #alias(): HieraNode {
    const { text: name, start, end } = this.#reader.take();
    return { kind: "alias", span: { start, end }, name, target: this.#anchors.get(name) };
  }

  #scalar(scalar: ScalarNode, { start, tag, anchor }: Properties): HieraNode {
    const { end } = this.#reader.take();
    if (start === undefined) return scalar;
    return this.#anchored({ ...scalar, span: { start, end }, tag, anchor });
  }

  #collection(properties: Properties, place: NodePlace): HieraNode | undefined {
    const { type } = this.#reader.token;
    if (type === "flow sequence start") return this.#sequence(properties, type);
    if (type === "flow mapping start") return this.#mapping(properties, type);
    if (type === "block entry" && place === "part") return this.#sequence(properties, type);
    if (place === "flow") return undefined;
    if (type === "block sequence start") return this.#sequence(properties, type);
    return type === "block mapping start" ? this.#mapping(properties, type) : undefined;
  }

  #sequence({ start: first, tag, anchor }: Properties, type: TokenType): HieraNode {
    const { start } = this.#reader.token;
    const span = { start: first ?? start, end: start };
    const items: HieraNode[] = [];
    const node = this.#anchored({ kind: "sequence", span, tag, anchor, items });
    this.#descend(node);
    if (type === "flow sequence start") this.#flowItems(items, span);
    else if (type === "block sequence start") this.#blockItems(items, span);
    else this.#indentlessItems(items, span);
    this.#depth -= 1;
    return node;
  }

  #mapping({ start: first, tag, anchor }: Properties, type: TokenType): HieraNode {
    const { start } = this.#reader.token;
    const span = { start: first ?? start, end: start };
    const pairs: MappingPair[] = [];
    const node = this.#anchored({ kind: "mapping", span, tag, anchor, pairs });
    this.#descend(node);
    if (type === "flow mapping start") this.#flowPairs(pairs, span);
    else this.#blockPairs(pairs, span);
    this.#depth -= 1;
    return node;
  }

  #descend(node: HieraNode): void {
    this.#depth += 1;
    if (this.#depth <= deepestForEnc) return;
    this.tooDeepForEnc ??= node;
    if (this.#depth <= deepestForPsych) return;
    const message = `nested more than ${deepestForPsych} levels deep, which no loader can follow`;
    this.#reader.fail(message, this.#reader.token);
  }

  /** PyYAML and libyaml both remember a collection before its content, so it may hold itself. */
  #anchored<Node extends Exclude<HieraNode, { kind: "alias" }>>(node: Node): Node {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    return node;
  }

  #blockItems(items: HieraNode[], span: GrowingSpan): void {
    const reader = this.#reader;
    reader.take();
    while (reader.at("block entry")) {
      const { end } = reader.take();
      const { type } = reader.token;
      const isEmpty = type === "block entry" || type === "block end";
      const item = isEmpty ? emptyScalar(end) : this.take("block");
      items.push(item);
      span.end = Math.max(end, item.span.end);
    }
    this.#takeBlockEnd("list");
  }

  /** The items of a list that is the value of a key in the same column. */
  #indentlessItems(items: HieraNode[], span: GrowingSpan): void {
    const reader = this.#reader;
    while (reader.at("block entry")) {
      const { end } = reader.take();
      const { type } = reader.token;
      const isEmpty = type === "block entry" || endsPart(type);
      const item = isEmpty ? emptyScalar(end) : this.take("block");
      items.push(item);
      span.end = Math.max(end, item.span.end);
    }
  }

  #blockPairs(pairs: MappingPair[], span: GrowingSpan): void {
    const reader = this.#reader;
    reader.take();
    while (reader.at("key")) {
      const key = this.#blockPart();
      const { type, start } = reader.token;
      const value = type === "value" ? this.#blockPart() : emptyScalar(start);
      pairs.push({ key, value });
      span.end = Math.max(span.end, key.span.end, value.span.end);
    }
    this.#takeBlockEnd("mapping");
  }

  /** What stands behind the mark of a key or of a value. */
  #blockPart(): HieraNode {
    const mark = this.#reader.take();
    return endsPart(this.#reader.token.type) ? emptyScalar(mark.end) : this.take("part");
  }

  #takeBlockEnd(what: string): void {
    const reader = this.#reader;
    if (reader.at("block end")) reader.take();
    else reader.failExpecting(`the next entry of the ${what} or its end`);
  }

  #flowItems(items: HieraNode[], span: GrowingSpan): void {
    const reader = this.#reader;
    const open = reader.take();
    span.end = open.end;
    while (!reader.at("flow sequence end") && !reader.at("stream end")) {
      items.push(reader.at("key") ? this.#flowPairAsMapping() : this.take("flow"));
      if (!reader.at("flow entry")) break;
      reader.take();
    }
    span.end = this.#takeFlowEnd(open, "]");
  }

  #flowPairs(pairs: MappingPair[], span: GrowingSpan): void {
    const reader = this.#reader;
    const open = reader.take();
    span.end = open.end;
    while (!reader.at("flow mapping end") && !reader.at("stream end")) {
      pairs.push(this.#flowPair());
      if (!reader.at("flow entry")) break;
      reader.take();
    }
    span.end = this.#takeFlowEnd(open, "}");
  }

  #takeFlowEnd(open: Token, closing: "]" | "}"): number {
    const reader = this.#reader;
    const { type } = reader.token;
    if (type === "block end" || type === "stream end") {
      reader.fail(`the bracket opened here is not closed: "${closing}" is missing`, open);
    }
    const end = closing === "]" ? "flow sequence end" : "flow mapping end";
    if (type !== end) {
      const { line, column } = lineIndex(reader.text)(open.start);
      reader.failExpecting(`"," or "${closing}" of the bracket opened at ${line}:${column}`);
    }
    return reader.take().end;
  }

  #flowPairAsMapping(): HieraNode {
    const pair = this.#flowPair();
    const end = Math.max(pair.key.span.end, pair.value.span.end);
    const span = { start: pair.key.span.start, end };
    return { kind: "mapping", span, tag: undefined, anchor: undefined, pairs: [pair] };
  }

  #flowPair(): MappingPair {
    const reader = this.#reader;
    if (!reader.at("key")) {
      const key = this.take("flow");
      return { key, value: emptyScalar(reader.token.start) };
    }
    const mark = reader.take();
    const hasKey = !reader.at("value") && !endsEntry(reader.token.type);
    const key = hasKey ? this.take("flow") : emptyScalar(mark.end);
    if (!reader.at("value")) return { key, value: emptyScalar(reader.token.start) };
    const { end } = reader.take();
    const value = endsEntry(reader.token.type) ? emptyScalar(end) : this.take("flow");
    return { key, value };
  }
}

/** Whether nothing stands before the next part of a block mapping or behind its last. */
function endsPart(type: TokenType): boolean {
  return type === "key" || type === "value" || type === "block end";
}

function endsEntry(type: TokenType): boolean {
  return type === "flow entry" || type === "flow sequence end" || type === "flow mapping end";
}
