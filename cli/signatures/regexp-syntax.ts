import { parseClass, setOfCharacter, setOfEscape } from "./regexp-class.ts";
import { UnknownRegexp } from "./unknown-regexp.ts";

/** What must hold at a place, without taking a character. */
export type Assertion =
  | "text-start"
  | "text-end"
  | "text-end-or-newline"
  | "line-start"
  | "line-end"
  | "word-edge"
  | "no-word-edge";

/** A Ruby regular expression as a tree. What it captures does not matter. */
export type RegexpNode =
  /** One character; `source` is a class of JavaScript's `u` mode. */
  | { readonly kind: "set"; readonly source: string }
  | { readonly kind: "all"; readonly items: readonly RegexpNode[] }
  | { readonly kind: "any"; readonly items: readonly RegexpNode[] }
  | {
      readonly kind: "repeat";
      readonly item: RegexpNode;
      readonly least: number;
      readonly most: number;
    }
  | { readonly kind: "assert"; readonly what: Assertion }
  | {
      readonly kind: "look";
      readonly item: RegexpNode;
      readonly isAhead: boolean;
      readonly isNegated: boolean;
    };

/** The options in force: `(?i)`, `(?m)` (a dot takes newlines, too), `(?x)` (white space counts for nothing). */
interface Options {
  readonly i: boolean;
  readonly m: boolean;
  readonly x: boolean;
}

/**
 * Parses a Ruby regular expression.
 *
 * @throws {UnknownRegexp} for back references, atomic groups, possessive repeats and other rarities.
 * @see Onigmo, doc/RE
 */
export function parseRegexp(source: string): RegexpNode {
  const parser = new RegexpParser(source);
  const node = parser.alternatives({ i: false, m: false, x: false }, 0);
  if (!parser.isDone) throw new UnknownRegexp("a bracket that nothing opened");
  return node;
}

const assertions: Readonly<Record<string, Assertion>> = {
  A: "text-start",
  z: "text-end",
  Z: "text-end-or-newline",
  b: "word-edge",
  B: "no-word-edge",
};

const deepest = 100;

class RegexpParser {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  get isDone(): boolean {
    return this.#at >= this.#source.length;
  }

  alternatives(given: Options, depth: number): RegexpNode {
    if (depth > deepest) throw new UnknownRegexp("too deep");
    let options = given;
    const branches: RegexpNode[] = [];
    let items: RegexpNode[] = [];
    while (!this.isDone && this.#source[this.#at] !== ")") {
      const inline = this.#take(/\(\?([imx]*)(?:-([imx]*))?\)/y);
      if (inline !== undefined) options = changed(options, inline[1], inline[2]);
      else if (this.#take(/\|/y) !== undefined) {
        branches.push({ kind: "all", items });
        items = [];
      } else if (!(options.x && this.#take(/\s+|#[^\n]*/y))) {
        items.push(this.#repeated(this.#atom(options, depth), options));
      }
    }
    const last: RegexpNode = { kind: "all", items };
    return branches.length === 0 ? last : { kind: "any", items: [...branches, last] };
  }

  #repeated(atom: RegexpNode, { x }: Options): RegexpNode {
    let node = atom;
    for (;;) {
      if (x) this.#take(/(?:\s+|#[^\n]*)+/y);
      const found = this.#take(/[*+?]|\{\d*,?\d*\}/y)?.[0];
      if (found === undefined) return node;
      if (atom.kind === "assert" || atom.kind === "look") throw new UnknownRegexp("repeated place");
      this.#refusePossessive(found);
      // Lazy or greedy: the same texts match.
      this.#take(/\?/y);
      const [least, most] = bounds(found);
      node = { kind: "repeat", item: node, least, most };
    }
  }

  /** `{2}?` and `{2}+` mean other things in Ruby than they seem. */
  #refusePossessive(found: string): void {
    const isInterval = found.startsWith("{");
    if (this.#take(/\+/y) !== undefined || (isInterval && this.#take(/\?/y) !== undefined)) {
      throw new UnknownRegexp("possessive");
    }
  }

  #atom(options: Options, depth: number): RegexpNode {
    const rest = this.#source[this.#at];
    if (rest === "(") return this.#group(options, depth);
    if (rest === "[") {
      const { source, end } = parseClass(this.#source, this.#at, options.i);
      this.#at = end;
      return { kind: "set", source };
    }
    if (rest === "\\") return this.#escape(options);
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    this.#at += character.length;
    if (character === "^") return { kind: "assert", what: "line-start" };
    if (character === "$") return { kind: "assert", what: "line-end" };
    if (character === ".") return { kind: "set", source: options.m ? "[^]" : "[^\\n]" };
    if ("*+?".includes(character)) throw new UnknownRegexp("nothing to repeat");
    return { kind: "set", source: setOfCharacter(character, options.i) };
  }

  #group(options: Options, depth: number): RegexpNode {
    this.#take(/\(/y);
    const mode = this.#take(
      /\?(?:(?:([imx]*)(?:-([imx]*))?:)|(<?[=!])|<[A-Za-z_]\w*>|'[A-Za-z_]\w*')/y,
    );
    if (mode === undefined && this.#source[this.#at] === "?") throw new UnknownRegexp("group");
    const item = this.alternatives(changed(options, mode?.[1], mode?.[2]), depth + 1);
    if (this.#take(/\)/y) === undefined) throw new UnknownRegexp("an open group");
    const look = mode?.[3];
    if (look === undefined) return item;
    return { kind: "look", item, isAhead: !look.startsWith("<"), isNegated: look.endsWith("!") };
  }

  #escape(options: Options): RegexpNode {
    const letter = this.#source[this.#at + 1] ?? "";
    const what = assertions[letter];
    if (what !== undefined) {
      this.#at += 2;
      return { kind: "assert", what };
    }
    const { source, end } = setOfEscape(this.#source, this.#at, options.i);
    this.#at = end;
    return { kind: "set", source };
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    return found;
  }
}

function changed(options: Options, on = "", off = ""): Options {
  const is = (letter: keyof Options) =>
    (options[letter] || on.includes(letter)) && !off.includes(letter);
  return { i: is("i"), m: is("m"), x: is("x") };
}

const mostRepeats = 1000;

const signs: Readonly<Record<string, readonly [number, number]>> = {
  "*": [0, Number.POSITIVE_INFINITY],
  "+": [1, Number.POSITIVE_INFINITY],
  "?": [0, 1],
};

function bounds(written: string): readonly [number, number] {
  const sign = signs[written];
  if (sign !== undefined) return sign;
  const [, from = "", comma = "", to = ""] = /^\{(\d*)(,?)(\d*)\}$/.exec(written) ?? [];
  if (from === "" && to === "") throw new UnknownRegexp("empty braces");
  const least = Number(from);
  const open = to === "" ? Number.POSITIVE_INFINITY : Number(to);
  const most = comma === "" ? least : open;
  if (least > mostRepeats || (most > mostRepeats && Number.isFinite(most)) || most < least) {
    throw new UnknownRegexp("too many repeats");
  }
  return [least, most];
}
