import type { HieraNode, MappingPair, ScalarNode, Span, SyntaxProblem } from "./document.ts";
import type { Token, TokenType } from "./token.ts";

/** The roots of a text, with the first thing in the tokens that is no YAML. */
export interface ComposedText {
  readonly roots: readonly HieraNode[];
  readonly problem: SyntaxProblem | undefined;
  /** Which token comes after the first root; undefined when that root is not whole. */
  readonly afterFirst: number | undefined;
}

interface Properties {
  readonly start: number | undefined;
  readonly end: number;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
}

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
  problem: SyntaxProblem | undefined;
  afterFirst: number | undefined;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #next = 0;
  #depth = 0;
  #anchors = new Map<string, HieraNode>();
  #handles = new Map<string, string>();

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#end = tokens.at(-1) ?? { type: "stream end", start: 0, end: 0, text: "" };
  }

  run(): void {
    let first = true;
    while (!this.#at("stream end")) {
      while (!first && this.#at("document end")) this.#take();
      if (this.#at("stream end")) return;
      const explicit = this.#startDocument(first);
      first = false;
      if (this.problem !== undefined) return;
      this.#anchors = new Map();
      const empty =
        explicit && this.#at("directive", "document start", "document end", "stream end");
      this.roots.push(empty ? emptyScalar(this.#peek().start) : this.#node(true, false));
      if (this.problem === undefined) this.afterFirst ??= this.#next;
      if (!this.#at("document end", "document start", "directive", "stream end")) {
        this.#failExpecting("the end of the document");
      }
    }
  }

  /** Passes directives and `---`; gives whether the document began with `---`. */
  #startDocument(first: boolean): boolean {
    this.#handles = new Map([
      ["!", "!"],
      ["!!", "tag:yaml.org,2002:"],
    ]);
    if (first && !this.#at("directive", "document start")) return false;
    while (this.#at("directive")) {
      const directive = this.#take();
      if (directive.text === "TAG")
        this.#handles.set(directive.handle ?? "", directive.value ?? "");
      if (directive.text === "YAML" && !(directive.value ?? "").startsWith("1.")) {
        this.#fail("only YAML 1.x can be read", directive);
      }
    }
    if (!this.#at("document start")) this.#failExpecting('"---"');
    this.#take();
    return true;
  }

  #node(block: boolean, indentless: boolean): HieraNode {
    if (this.#at("alias")) return this.#alias();
    const properties = this.#properties();
    if (this.#depth >= deepest) {
      this.#fail(`nested more than ${deepest} levels deep, which PyYAML cannot load`, this.#peek());
    }
    this.#depth += 1;
    const node = this.#content(properties, block, indentless);
    this.#depth -= 1;
    return node;
  }

  #content(properties: Properties, block: boolean, indentless: boolean): HieraNode {
    const { type } = this.#peek();
    if (type === "block entry" && indentless) return this.#blockSequence(properties, true);
    if (type === "scalar") return this.#scalar(properties);
    if (type === "flow sequence start") return this.#flowSequence(properties);
    if (type === "flow mapping start") return this.#flowMapping(properties);
    if (block && type === "block sequence start") return this.#blockSequence(properties, false);
    if (block && type === "block mapping start") return this.#blockMapping(properties);
    if (properties.start === undefined) this.#failExpecting("a value");
    const empty = emptyScalar(properties.start ?? this.#peek().start);
    return this.#anchored({ ...empty, ...spanOf(properties, empty.span.start, properties.end) });
  }

  #alias(): HieraNode {
    const token = this.#take();
    const span = { start: token.start, end: token.end };
    const target = this.#anchors.get(token.text);
    return { kind: "alias", span, name: token.text, target };
  }

  #properties(): Properties {
    let start: number | undefined;
    let end = 0;
    let anchor: string | undefined;
    let tag: string | undefined;
    for (;;) {
      const token = this.#peek();
      if (token.type === "anchor" && anchor === undefined) anchor = this.#take().text;
      else if (token.type === "tag" && tag === undefined) tag = this.#resolveTag(this.#take());
      else return { start, end, anchor, tag };
      start ??= token.start;
      end = token.end;
    }
  }

  #resolveTag(token: Token): string {
    if (token.handle === "" || token.handle === undefined) return token.text;
    const prefix = this.#handles.get(token.handle);
    if (prefix === undefined) this.#fail(`the tag handle "${token.handle}" is not declared`, token);
    return (prefix ?? token.handle) + token.text;
  }

  #scalar(properties: Properties): HieraNode {
    const { start, end, text, style } = this.#take();
    const span = spanOf(properties, start, end);
    return this.#anchored({ kind: "scalar", ...span, style: style ?? "plain", text });
  }

  #blockSequence(properties: Properties, indentless: boolean): HieraNode {
    const items: HieraNode[] = [];
    const start = this.#peek().start;
    const span = { start: properties.start ?? start, end: start };
    const { tag, anchor } = properties;
    const node = this.#anchored({ kind: "sequence", span, tag, anchor, items });
    if (!indentless) this.#take();
    while (this.#at("block entry")) {
      const entry = this.#take();
      const ends = indentless
        ? this.#at("block entry", "key", "value", "block end")
        : this.#at("block entry", "block end");
      span.end = entry.end;
      items.push(ends ? emptyScalar(entry.end) : this.#node(true, false));
      span.end = Math.max(span.end, items.at(-1)?.span.end ?? 0);
    }
    if (!indentless) this.#takeBlockEnd("list");
    return node;
  }

  #blockMapping(properties: Properties): HieraNode {
    const pairs: MappingPair[] = [];
    const span = { start: properties.start ?? this.#peek().start, end: this.#peek().start };
    const { tag, anchor } = properties;
    const node = this.#anchored({ kind: "mapping", span, tag, anchor, pairs });
    this.#take();
    while (this.#at("key")) {
      const pair = this.#blockPair();
      pairs.push(pair);
      span.end = Math.max(span.end, pair.key.span.end, pair.value.span.end);
    }
    this.#takeBlockEnd("mapping");
    return node;
  }

  #blockPair(): MappingPair {
    const mark = this.#take();
    const hasKey = !this.#at("key", "value", "block end");
    const key = hasKey ? this.#node(true, true) : emptyScalar(mark.end);
    if (!this.#at("value")) return { key, value: emptyScalar(this.#peek().start) };
    const colon = this.#take();
    const hasValue = !this.#at("key", "value", "block end");
    return { key, value: hasValue ? this.#node(true, true) : emptyScalar(colon.end) };
  }

  #takeBlockEnd(what: string): void {
    if (this.#at("block end")) this.#take();
    else this.#failExpecting(`the next entry of the ${what} or its end`);
  }

  #flowSequence(properties: Properties): HieraNode {
    const items: HieraNode[] = [];
    const open = this.#take();
    const span = { start: properties.start ?? open.start, end: open.end };
    const { tag, anchor } = properties;
    const node = this.#anchored({ kind: "sequence", span, tag, anchor, items });
    this.#flowEntries(open, span, () => {
      items.push(this.#at("key") ? this.#flowPairAsMapping() : this.#node(false, false));
    });
    return node;
  }

  #flowMapping(properties: Properties): HieraNode {
    const pairs: MappingPair[] = [];
    const open = this.#take();
    const span = { start: properties.start ?? open.start, end: open.end };
    const { tag, anchor } = properties;
    const node = this.#anchored({ kind: "mapping", span, tag, anchor, pairs });
    this.#flowEntries(open, span, () => {
      pairs.push(this.#flowPair());
    });
    return node;
  }

  #flowEntries(open: Token, span: { end: number }, takeEntry: () => void): void {
    const end = open.type === "flow sequence start" ? "flow sequence end" : "flow mapping end";
    const closing = end === "flow sequence end" ? "]" : "}";
    let first = true;
    while (!this.#at(end, "stream end")) {
      if (!first) {
        if (!this.#at("flow entry")) break;
        this.#take();
        if (this.#at(end)) break;
      }
      first = false;
      takeEntry();
    }
    if (this.#at("block end", "stream end")) {
      this.#fail(`the bracket opened here is not closed: "${closing}" is missing`, open);
    }
    if (!this.#at(end)) this.#failExpecting(`"," or "${closing}"`);
    span.end = this.#take().end;
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
    const marked = this.#at("key");
    const mark = marked ? this.#take() : this.#peek();
    const key = marked && this.#at(...ends) ? emptyScalar(mark.end) : this.#node(false, false);
    if (!(marked && this.#at("value"))) return { key, value: emptyScalar(this.#peek().start) };
    const colon = this.#take();
    const hasValue = !this.#at("flow entry", "flow sequence end", "flow mapping end");
    return { key, value: hasValue ? this.#node(false, false) : emptyScalar(colon.end) };
  }

  /** PyYAML and libyaml both remember a collection before its content, so it may hold itself. */
  #anchored<Node extends Exclude<HieraNode, { kind: "alias" }>>(node: Node): Node {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    return node;
  }

  #peek(): Token {
    if (this.problem !== undefined) return this.#end;
    return this.#tokens[this.#next] ?? this.#end;
  }

  #at(...types: readonly TokenType[]): boolean {
    return types.includes(this.#peek().type);
  }

  #take(): Token {
    const token = this.#peek();
    if (token !== this.#end) this.#next += 1;
    return token;
  }

  #failExpecting(what: string): void {
    const token = this.#peek();
    const found = names[token.type] ?? `a ${token.type}`;
    this.#fail(`expected ${what}, but found ${found}`, token);
  }

  /** From here on every token is the last one, so that all loops end and keep what they have. */
  #fail(message: string, at: Span): void {
    this.problem ??= { message, span: { start: at.start, end: at.end } };
  }
}

/** Tokens as a reader of the text calls them. */
const names: Partial<Record<TokenType, string>> = {
  "block end": "the end of the block",
  "block entry": 'a list item "-"',
  "block mapping start": "a mapping",
  "block sequence start": "a list",
  "flow entry": '","',
  "flow mapping end": '"}"',
  "flow mapping start": '"{"',
  "flow sequence end": '"]"',
  "flow sequence start": '"["',
  "stream end": "the end of the text",
  alias: "an alias",
  anchor: "an anchor",
  scalar: "a text",
  value: '":"',
};

function emptyScalar(offset: number): ScalarNode {
  const span = { start: offset, end: offset };
  return { kind: "scalar", span, tag: undefined, anchor: undefined, style: "plain", text: "" };
}

function spanOf(properties: Properties, start: number, end: number) {
  const { tag, anchor } = properties;
  return { span: { start: properties.start ?? start, end: Math.max(start, end) }, tag, anchor };
}
