import { scanType, type TypeToken } from "./scan-type.ts";
import { UnknownType } from "./unknown-type.ts";

/** A type's source text as a tree, before any name in it is looked up. */
export type TypeExpression =
  | { readonly kind: "type"; readonly name: string; readonly args?: readonly TypeExpression[] }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "regexp"; readonly text: string }
  | { readonly kind: "number"; readonly value: number | bigint; readonly isFloat: boolean }
  | { readonly kind: "default" | "undef" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "list"; readonly items: readonly TypeExpression[] }
  | {
      readonly kind: "hash";
      readonly pairs: readonly (readonly [key: TypeExpression, value: TypeExpression])[];
    };

/** Deeper than any type that a person writes. */
const deepest = 100;

/**
 * Parses a type's source text.
 *
 * @throws {UnknownType} where it holds a variable, an operator or anything else that is no literal.
 */
export function parseTypeExpression(text: string): TypeExpression {
  const parser = new ExpressionParser(scanType(text));
  const expression = parser.expression(0);
  if (!parser.isDone) throw new UnknownType(`more than a type: ${text}`);
  return expression;
}

const words: Readonly<Record<string, TypeExpression>> = {
  default: { kind: "default" },
  undef: { kind: "undef" },
  true: { kind: "boolean", value: true },
  false: { kind: "boolean", value: false },
};

class ExpressionParser {
  readonly #tokens: readonly TypeToken[];
  #at = 0;

  constructor(tokens: readonly TypeToken[]) {
    this.#tokens = tokens;
  }

  get isDone(): boolean {
    return this.#at === this.#tokens.length;
  }

  expression(depth: number): TypeExpression {
    const token = this.#tokens[this.#at];
    if (token === undefined || depth > deepest) throw new UnknownType("an unfinished type");
    this.#at += 1;
    if (token.kind === "type") return this.#type(token.text, depth);
    if (token.kind === "word") return words[token.text] ?? { kind: "string", text: token.text };
    if (token.kind === "string" || token.kind === "regexp" || token.kind === "number") return token;
    if (token.kind === "-") return this.#negative(depth);
    if (token.kind === "[") return { kind: "list", items: this.#items("]", depth) };
    if (token.kind === "{") return this.#hash(depth);
    throw new UnknownType(`unexpected ${token.kind}`);
  }

  #type(name: string, depth: number): TypeExpression {
    if (!this.#takes("[")) return { kind: "type", name };
    const args = this.#items("]", depth);
    if (this.#tokens[this.#at]?.kind === "[") throw new UnknownType("a type with two parameters");
    return { kind: "type", name, args };
  }

  #negative(depth: number): TypeExpression {
    const operand = this.expression(depth + 1);
    if (operand.kind !== "number") throw new UnknownType("minus before something");
    return { ...operand, value: -operand.value };
  }

  /** Up to `end`; pairs without braces around them are one hash behind the others. */
  #items(end: "]" | "}", depth: number): TypeExpression[] {
    const items: TypeExpression[] = [];
    const pairs: (readonly [TypeExpression, TypeExpression])[] = [];
    while (!this.#takes(end)) {
      const item = this.expression(depth + 1);
      if (this.#takes("=>")) pairs.push([item, this.expression(depth + 1)]);
      else items.push(item);
      this.#comma(end);
    }
    return pairs.length === 0 ? items : [...items, { kind: "hash", pairs }];
  }

  #comma(end: "]" | "}"): void {
    if (!this.#takes(",") && this.#tokens[this.#at]?.kind !== end) {
      throw new UnknownType("no comma");
    }
  }

  #hash(depth: number): TypeExpression {
    const [hash = { kind: "hash" as const, pairs: [] }, ...more] = this.#items("}", depth);
    if (hash.kind !== "hash" || more.length > 0) throw new UnknownType("no pairs");
    return hash;
  }

  #takes(kind: TypeToken["kind"]): boolean {
    if (this.#tokens[this.#at]?.kind !== kind) return false;
    this.#at += 1;
    return true;
  }
}
