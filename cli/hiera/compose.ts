import type { HieraNode, MappingPair, SyntaxProblem } from "./document.ts";
import { emptyScalar, type Properties, readProperties, spanOf } from "./node-properties.ts";
import type { Token } from "./token.ts";
import { TokenReader } from "./token-reader.ts";

/** The roots of a text, with the first thing in the tokens that is no YAML. */
export interface ComposedText {
  readonly roots: readonly HieraNode[];
  readonly problem: SyntaxProblem | undefined;
  /** Which token comes after the first root; undefined when that root is not whole. */
  readonly afterFirst: number | undefined;
}

const documentEnds = ["directive", "document start", "document end", "stream end"] as const;

/** Deeper than PyYAML's own recursion can follow. */
const deepest = 400;

/**
 * Builds nodes from tokens. It stops at the first mistake and keeps what it has built until there.
 *
 * @see PyYAML parser.py
 */
export function composeTokens(tokens: readonly Token[]): ComposedText {
  const composer = new Composer(tokens);
  composer.run();
  const { roots, problem, afterFirst } = composer;
  return { roots, problem, afterFirst };
}

class Composer {
  readonly roots: HieraNode[] = [];
  afterFirst: number | undefined;
  readonly #reader: TokenReader;
  #depth = 0;
  #anchors = new Map<string, HieraNode>();
  #handles = new Map<string, string>();

  constructor(tokens: readonly Token[]) {
    this.#reader = new TokenReader(tokens);
  }

  get problem(): SyntaxProblem | undefined {
    return this.#reader.problem;
  }

  run(): void {
    const reader = this.#reader;
    while (!reader.at("stream end")) {
      const isExplicit = this.#startDocument();
      if (this.problem !== undefined) return;
      this.#root(isExplicit);
      if (!reader.at(...documentEnds)) reader.failExpecting("the end of the document");
      while (reader.at("document end")) reader.take();
    }
  }

  #root(mayBeEmpty: boolean): void {
    this.#anchors = new Map();
    const isEmpty = mayBeEmpty && this.#reader.at(...documentEnds);
    this.roots.push(isEmpty ? emptyScalar(this.#reader.peek().start) : this.#node(true, false));
    if (this.problem === undefined) this.afterFirst ??= this.#reader.taken;
  }

  /** Passes directives and `---`; gives whether the document begins with `---`. */
  #startDocument(): boolean {
    this.#handles = new Map([
      ["!", "!"],
      ["!!", "tag:yaml.org,2002:"],
    ]);
    const isFirst = this.roots.length === 0;
    if (isFirst && !this.#reader.at("directive", "document start")) return false;
    while (this.#reader.at("directive")) this.#directive(this.#reader.take());
    if (!this.#reader.at("document start")) this.#reader.failExpecting('"---"');
    this.#reader.take();
    return true;
  }

  #directive({ text, handle, value, start, end }: Token): void {
    if (text === "TAG") this.#handles.set(handle ?? "", value ?? "");
    if (text === "YAML" && !(value ?? "").startsWith("1.")) {
      this.#reader.fail("only YAML 1.x can be read", { start, end });
    }
  }

  #node(block: boolean, indentless: boolean): HieraNode {
    if (this.#reader.at("alias")) return this.#alias();
    const properties = readProperties(this.#reader, this.#handles);
    if (this.#depth >= deepest) {
      this.#reader.fail(
        `nested more than ${deepest} levels deep, which PyYAML cannot load`,
        this.#reader.peek(),
      );
    }
    this.#depth += 1;
    const node = this.#content(properties, block, indentless);
    this.#depth -= 1;
    return node;
  }

  #content(properties: Properties, block: boolean, indentless: boolean): HieraNode {
    const { type } = this.#reader.peek();
    if (type === "block entry" && indentless) return this.#blockSequence(properties, true);
    if (type === "scalar") return this.#scalar(properties);
    if (type === "flow sequence start") return this.#flowSequence(properties);
    if (type === "flow mapping start") return this.#flowMapping(properties);
    if (block && type === "block sequence start") return this.#blockSequence(properties, false);
    if (block && type === "block mapping start") return this.#blockMapping(properties);
    if (properties.start === undefined) this.#reader.failExpecting("a value");
    const empty = emptyScalar(properties.start ?? this.#reader.peek().start);
    return this.#anchored({ ...empty, ...spanOf(properties, empty.span.start, properties.end) });
  }

  #alias(): HieraNode {
    const token = this.#reader.take();
    const span = { start: token.start, end: token.end };
    const target = this.#anchors.get(token.text);
    return { kind: "alias", span, name: token.text, target };
  }

  #scalar(properties: Properties): HieraNode {
    const { start, end, text, style } = this.#reader.take();
    const span = spanOf(properties, start, end);
    return this.#anchored({ kind: "scalar", ...span, style: style ?? "plain", text });
  }

  #blockSequence(properties: Properties, indentless: boolean): HieraNode {
    const items: HieraNode[] = [];
    const start = this.#reader.peek().start;
    const span = { start: properties.start ?? start, end: start };
    const { tag, anchor } = properties;
    const node = this.#anchored({ kind: "sequence", span, tag, anchor, items });
    if (!indentless) this.#reader.take();
    while (this.#reader.at("block entry")) {
      const entry = this.#reader.take();
      const ends = indentless
        ? this.#reader.at("block entry", "key", "value", "block end")
        : this.#reader.at("block entry", "block end");
      span.end = entry.end;
      items.push(ends ? emptyScalar(entry.end) : this.#node(true, false));
      span.end = Math.max(span.end, items.at(-1)?.span.end ?? 0);
    }
    if (!indentless) this.#takeBlockEnd("list");
    return node;
  }

  #blockMapping(properties: Properties): HieraNode {
    const pairs: MappingPair[] = [];
    const span = {
      start: properties.start ?? this.#reader.peek().start,
      end: this.#reader.peek().start,
    };
    const { tag, anchor } = properties;
    const node = this.#anchored({ kind: "mapping", span, tag, anchor, pairs });
    this.#reader.take();
    while (this.#reader.at("key")) {
      const pair = this.#blockPair();
      pairs.push(pair);
      span.end = Math.max(span.end, pair.key.span.end, pair.value.span.end);
    }
    this.#takeBlockEnd("mapping");
    return node;
  }

  #blockPair(): MappingPair {
    const mark = this.#reader.take();
    const hasKey = !this.#reader.at("key", "value", "block end");
    const key = hasKey ? this.#node(true, true) : emptyScalar(mark.end);
    if (!this.#reader.at("value")) return { key, value: emptyScalar(this.#reader.peek().start) };
    const colon = this.#reader.take();
    const hasValue = !this.#reader.at("key", "value", "block end");
    return { key, value: hasValue ? this.#node(true, true) : emptyScalar(colon.end) };
  }

  #takeBlockEnd(what: string): void {
    if (this.#reader.at("block end")) this.#reader.take();
    else this.#reader.failExpecting(`the next entry of the ${what} or its end`);
  }

  #flowSequence(properties: Properties): HieraNode {
    const items: HieraNode[] = [];
    const open = this.#reader.take();
    const span = { start: properties.start ?? open.start, end: open.end };
    const { tag, anchor } = properties;
    const node = this.#anchored({ kind: "sequence", span, tag, anchor, items });
    this.#flowEntries(open, span, () => {
      items.push(this.#reader.at("key") ? this.#flowPairAsMapping() : this.#node(false, false));
    });
    return node;
  }

  #flowMapping(properties: Properties): HieraNode {
    const pairs: MappingPair[] = [];
    const open = this.#reader.take();
    const span = { start: properties.start ?? open.start, end: open.end };
    const { tag, anchor } = properties;
    const node = this.#anchored({ kind: "mapping", span, tag, anchor, pairs });
    this.#flowEntries(open, span, () => {
      pairs.push(this.#flowPair());
    });
    return node;
  }

  #flowEntries(open: Token, span: { end: number }, takeEntry: () => void): void {
    const reader = this.#reader;
    const isList = open.type === "flow sequence start";
    const end = isList ? "flow sequence end" : "flow mapping end";
    const closing = isList ? "]" : "}";
    while (!reader.at(end, "stream end")) {
      takeEntry();
      if (!reader.at("flow entry")) break;
      reader.take();
    }
    if (reader.at("block end", "stream end")) {
      reader.fail(`the bracket opened here is not closed: "${closing}" is missing`, open);
    }
    if (!reader.at(end)) reader.failExpecting(`"," or "${closing}"`);
    span.end = reader.take().end;
  }

  #flowPairAsMapping(): HieraNode {
    const pair = this.#flowPair();
    const span = {
      start: pair.key.span.start,
      end: Math.max(pair.key.span.end, pair.value.span.end),
    };
    return { kind: "mapping", span, tag: undefined, anchor: undefined, pairs: [pair] };
  }

  #flowPair(): MappingPair {
    const ends = ["value", "flow entry", "flow sequence end", "flow mapping end"] as const;
    const marked = this.#reader.at("key");
    const mark = marked ? this.#reader.take() : this.#reader.peek();
    const key =
      marked && this.#reader.at(...ends) ? emptyScalar(mark.end) : this.#node(false, false);
    if (!(marked && this.#reader.at("value")))
      return { key, value: emptyScalar(this.#reader.peek().start) };
    const colon = this.#reader.take();
    const hasValue = !this.#reader.at("flow entry", "flow sequence end", "flow mapping end");
    return { key, value: hasValue ? this.#node(false, false) : emptyScalar(colon.end) };
  }

  /** PyYAML and libyaml both remember a collection before its content, so it may hold itself. */
  #anchored<Node extends Exclude<HieraNode, { kind: "alias" }>>(node: Node): Node {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    return node;
  }
}
