import { foldType } from "./fold-type.ts";
import { includedAfter } from "./included-classes.ts";
import { kinds, ManifestFault, ManifestTokens } from "./manifest-tokens.ts";
import { parameterDocs } from "./parameter-docs.ts";
import type { Parameter, Signature, TypeAlias } from "./signatures.ts";

/** What one manifest declares, in the order of the text. */
export interface ScannedManifest {
  readonly classes: readonly Signature[];
  readonly defines: readonly Signature[];
  readonly aliases: readonly TypeAlias[];
  /** Why the rest of the text could not be read. */
  readonly fault?: { readonly line: number; readonly reason: string };
}

/** How much is kept of a default's source. */
const defaultLength = 200;

const comma = 0x2c;
const openParenthesis = 0x28;
const closeParenthesis = 0x29;
const star = 0x2a;
const equals = 0x3d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const pipe = 0x7c;
const closeBrace = 0x7d;

/**
 * Reads the declarations of a manifest without Puppet, and adds the keys that it looks up to
 * `lookups`. What stands before a mistake is kept.
 * @see puppet, lib/puppet/pops/parser/egrammar.ra
 */
export function scanManifest(text: string, file: string, lookups: Set<string>): ScannedManifest {
  const scanner = new ManifestScanner(text, file, lookups);
  try {
    scanner.scan();
    return scanner;
  } catch (error) {
    if (!(error instanceof ManifestFault)) throw error;
    const { classes, defines, aliases } = scanner;
    const fault = { line: scanner.lineAt(error.position), reason: error.message };
    return { classes, defines, aliases, fault };
  }
}

/** A bracket that is open: where, what closes it, and where the includes of the class that it holds go. */
interface Open {
  readonly at: number;
  readonly closer: number;
  readonly includes: string[] | undefined;
}

class ManifestScanner {
  readonly classes: Signature[] = [];
  readonly defines: Signature[] = [];
  readonly aliases: TypeAlias[] = [];
  readonly #file: string;
  readonly #tokens: ManifestTokens;
  readonly #open: Open[] = [];
  /** The classes around the place: a name inside is told from theirs. */
  readonly #names: string[] = [];
  #countedLine = 1;
  #countedTo = 0;

  constructor(text: string, file: string, lookups: Set<string>) {
    this.#file = file;
    this.#tokens = new ManifestTokens(text, lookups);
  }

  scan(): void {
    const tokens = this.#tokens;
    for (let kind = tokens.next(); kind !== kinds.end; kind = tokens.next()) {
      // What a declaration's attempt read too much is looked at again.
      while (tokens.kind === kinds.word && this.#declaration());
      this.#bracket(tokens.kind);
    }
    const unclosed = this.#open.at(-1);
    if (unclosed) throw tokens.unbalanced(unclosed.at);
  }

  lineAt(position: number): number {
    const { text } = this.#tokens;
    if (position < this.#countedTo) {
      this.#countedLine = 1;
      this.#countedTo = 0;
    }
    let at = text.indexOf("\n", this.#countedTo);
    while (at >= 0 && at < position) {
      this.#countedLine += 1;
      this.#countedTo = at + 1;
      at = text.indexOf("\n", at + 1);
    }
    return this.#countedLine;
  }

  #bracket(kind: number): void {
    const { start } = this.#tokens;
    if (kind === openBrace) this.#push(closeBrace);
    else if (kind === openParenthesis) this.#push(closeParenthesis);
    else if (kind === openBracket) this.#push(closeBracket);
    else if (kind === closeBrace || kind === closeParenthesis || kind === closeBracket) {
      const open = this.#open.pop();
      if (!open) throw new ManifestFault(start, "a bracket closes that was never opened");
      if (open.closer !== kind) throw this.#tokens.unbalanced(open.at);
      if (open.includes) this.#names.pop();
    }
  }

  #push(closer: number, includes?: string[]): void {
    this.#open.push({ at: this.#tokens.start, closer, includes });
  }

  /** Reads a declaration that begins with the last word; whether another word now waits to be looked at. */
  #declaration(): boolean {
    const { text, start, end } = this.#tokens;
    const length = end - start;
    const includes = this.#open.at(-1)?.includes;
    // Only what stands in the body itself: a condition may bring it in or not.
    if (includes) includes.push(...includedAfter(text, start, end));
    if (length === 5 && text.startsWith("class", start)) return this.#classOrDefine(true);
    if (length === 6 && text.startsWith("define", start)) return this.#classOrDefine(false);
    if (length === 4 && text.startsWith("type", start)) return this.#alias();
    return false;
  }

  /** `class NAME [(…)] [inherits NAME] {`; a `class { …: }` is a resource and declares nothing. */
  #classOrDefine(isClass: boolean): boolean {
    const tokens = this.#tokens;
    const at = tokens.start;
    if (tokens.next() !== kinds.word && tokens.kind !== kinds.typeName) return false;
    const written = this.#taken();
    tokens.next();
    const docs = parameterDocs(tokens.text, at);
    const parameters = tokens.kind === openParenthesis ? this.#parameters(docs) : new Map();
    const inherits = isClass ? this.#inherits() : undefined;
    if (tokens.kind !== openBrace) return true;
    const name = nameOf([...this.#names, written].join("::"));
    const line = this.lineAt(at);
    const place = { name, file: this.#file, line, parameters };
    if (!isClass) {
      this.defines.push(place);
      return false;
    }
    const includes: string[] = [];
    this.classes.push({ ...place, ...(inherits === undefined ? {} : { inherits }), includes });
    this.#push(closeBrace, includes);
    this.#names.push(written);
    tokens.next();
    return true;
  }

  #inherits(): string | undefined {
    const tokens = this.#tokens;
    if (tokens.kind !== kinds.word || this.#taken() !== "inherits") return undefined;
    tokens.next();
    const name = nameOf(this.#taken());
    tokens.next();
    return name;
  }

  #parameters(docs: ReadonlyMap<string, string>): ReadonlyMap<string, Parameter> {
    const tokens = this.#tokens;
    const opener = tokens.start;
    const parameters = new Map<string, Parameter>();
    while (tokens.next() !== closeParenthesis) {
      const type = this.#typeBeforeVariable(opener);
      const name = tokens.text.slice(tokens.start + 1, tokens.end);
      const value = tokens.next() === equals ? this.#default(opener) : undefined;
      const doc = docs.get(name);
      parameters.set(name, {
        name,
        ...(type === undefined ? {} : { type }),
        ...(value === undefined ? {} : { default: value }),
        ...(doc ? { doc } : {}),
      });
      if (tokens.kind === closeParenthesis) break;
      if (tokens.kind !== comma) throw this.#unexpected("`,` or `)`", opener);
    }
    tokens.next();
    return parameters;
  }

  /** Reads up to the variable. */
  #typeBeforeVariable(opener: number): string | undefined {
    const tokens = this.#tokens;
    const { start } = tokens;
    let end = start;
    while (tokens.kind !== kinds.variable) {
      if (tokens.kind === openBracket) tokens.skipBracket();
      else if (tokens.kind !== kinds.typeName && tokens.kind !== star)
        throw this.#unexpected("a type or a variable", opener);
      // The `*` of a parameter that takes all the rest is no part of its type.
      if (tokens.kind !== star) end = tokens.end;
      tokens.next();
    }
    return end === start ? undefined : foldType(tokens.text.slice(start, end));
  }

  /** Reads up to the `,` or `)` after the expression. */
  #default(opener: number): string {
    const tokens = this.#tokens;
    tokens.next();
    const { start } = tokens;
    let { end } = tokens;
    for (;;) {
      const { kind } = tokens;
      if (kind === comma || kind === closeParenthesis) break;
      if (kind === kinds.end || kind === closeBrace || kind === closeBracket)
        throw tokens.unbalanced(opener);
      if (kind === openParenthesis || kind === openBracket || kind === openBrace)
        tokens.skipBracket();
      else if (kind === pipe) this.#lambdaParameters();
      end = tokens.end;
      tokens.next();
    }
    return tokens.text.slice(start, Math.min(end, start + defaultLength));
  }

  /** The commas between `|` and `|` part no parameters of the class. */
  #lambdaParameters(): void {
    const tokens = this.#tokens;
    const opener = tokens.start;
    while (tokens.next() !== pipe) {
      if (tokens.kind === kinds.end) throw tokens.unbalanced(opener);
      if (tokens.kind === openBracket || tokens.kind === openBrace) tokens.skipBracket();
    }
  }

  /** `type NAME = TYPE`, where the type is a name, a bracket after it, or a bracket alone. */
  #alias(): boolean {
    const tokens = this.#tokens;
    const at = tokens.start;
    if (tokens.next() !== kinds.typeName) return tokens.kind === kinds.word;
    const name = this.#taken().replace(/^::/, "");
    if (tokens.next() !== equals) return tokens.kind === kinds.word;
    tokens.next();
    const { start } = tokens;
    let { end } = tokens;
    if (tokens.kind === kinds.typeName) tokens.next();
    if (tokens.kind === openBracket || tokens.kind === openBrace) {
      tokens.skipBracket();
      end = tokens.end;
      tokens.next();
    }
    const type = foldType(tokens.text.slice(start, end));
    this.aliases.push({ name, type, file: this.#file, line: this.lineAt(at) });
    return tokens.kind === kinds.word;
  }

  #taken(): string {
    const { text, start, end } = this.#tokens;
    return text.slice(start, end);
  }

  #unexpected(wanted: string, opener: number): ManifestFault {
    const tokens = this.#tokens;
    if (tokens.kind === kinds.end) return tokens.unbalanced(opener);
    const found = this.#taken().slice(0, 20);
    return new ManifestFault(
      tokens.start,
      `found \`${found}\` in the parameters instead of ${wanted}`,
    );
  }
}

function nameOf(written: string): string {
  return written.replace(/^::/, "").toLowerCase();
}
