import { compileLinear, matchesLinearly, type Program } from "./linear-match.ts";
import { neededCharacters } from "./needed-characters.ts";
import { type Assertion, parseRegexp, type RegexpNode } from "./regexp-syntax.ts";
import { UnknownRegexp } from "./unknown-regexp.ts";

/** A Ruby regular expression that can be asked. */
export interface RubyPattern {
  /** As between slashes, where slashes are not escaped. */
  readonly source: string;
  /** Whether a text holds a match; undefined where asking would take too long. */
  test(text: string): boolean | undefined;
}

/** Undefined where the expression uses what JavaScript does not have. */
export function rubyPattern(source: string): RubyPattern | undefined {
  try {
    const node = parseRegexp(source);
    return new TranslatedPattern(source, node);
  } catch (error) {
    if (error instanceof UnknownRegexp || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Longest texts that JavaScript's backtracking is trusted with, in UTF-16 units. */
const longest = { plain: 256, nested: 16 } as const;

/** How many answers a pattern keeps, and for texts of what length. */
const remembered = { count: 1000, length: 64 } as const;

class TranslatedPattern implements RubyPattern {
  readonly source: string;
  readonly #pattern: RegExp;
  readonly #node: RegexpNode;
  readonly #longest: number;
  readonly #needed: readonly string[];
  #program: Program | undefined | "none";
  /** The same hosts and addresses come again and again. */
  readonly #known = new Map<string, boolean>();

  constructor(source: string, node: RegexpNode) {
    this.source = source;
    this.#node = node;
    this.#pattern = new RegExp(toJavaScript(node), "u");
    this.#needed = neededCharacters(node);
    this.#longest = mayExplode(node) ? longest.nested : longest.plain;
  }

  test(text: string): boolean | undefined {
    // A host is asked whether it is one of many kinds of address; V8 compiles a pattern at its first run.
    if (!this.#needed.every((character) => text.includes(character))) return false;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const answer = this.#ask(text);
    if (answer !== undefined && text.length <= remembered.length) this.#remember(text, answer);
    return answer;
  }

  #remember(text: string, answer: boolean): void {
    if (this.#known.size >= remembered.count) this.#known.clear();
    this.#known.set(text, answer);
  }

  #ask(text: string): boolean | undefined {
    if (text.length <= this.#longest) return this.#pattern.test(text);
    this.#program ??= compileLinear(this.#node) ?? "none";
    return this.#program === "none" ? undefined : matchesLinearly(this.#program, text);
  }
}

const assertions: Readonly<Record<Assertion, string>> = {
  "text-start": "^",
  "text-end": "$",
  "text-end-or-newline": "(?=\\n?$)",
  // Ruby sees no line behind the last newline.
  "line-start": "(?:^|(?<=\\n)(?!$))",
  "line-end": "(?![^\\n])",
  "word-edge": "\\b",
  "no-word-edge": "\\B",
};

function toJavaScript(node: RegexpNode): string {
  if (node.kind === "set") return node.source;
  if (node.kind === "assert") return assertions[node.what];
  if (node.kind === "all") return node.items.map(toJavaScript).join("");
  if (node.kind === "any") return `(?:${node.items.map(toJavaScript).join("|")})`;
  const inside = toJavaScript(node.item);
  if (node.kind === "look") {
    return `(?${node.isAhead ? "" : "<"}${node.isNegated ? "!" : "="}${inside})`;
  }
  const most = Number.isFinite(node.most) ? node.most : "";
  return `(?:${inside}){${node.least},${most}}`;
}

/** Repeats more often than this make choices inside them dear. */
const fewRepeats = 8;

/** Whether choices multiply with the length of a text: `(a+)+`, `(a|b)*`. */
function mayExplode(node: RegexpNode): boolean {
  if (node.kind === "set" || node.kind === "assert") return false;
  if (node.kind === "all" || node.kind === "any") return node.items.some(mayExplode);
  if (node.kind === "repeat" && node.most > fewRepeats && hasChoice(node.item)) return true;
  return mayExplode(node.item);
}

function hasChoice(node: RegexpNode): boolean {
  if (node.kind === "set" || node.kind === "assert") return false;
  if (node.kind === "any") return true;
  if (node.kind === "all") return node.items.some(hasChoice);
  return (node.kind === "repeat" && node.least !== node.most) || hasChoice(node.item);
}
