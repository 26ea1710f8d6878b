import { foldType } from "./fold-type.ts";
import { includedAfter } from "./included-classes.ts";
import {
  closerOf,
  equals,
  isCloser,
  openBrace,
  openBracket,
  openParenthesis,
} from "./manifest-characters.ts";
import { ManifestFault } from "./manifest-fault.ts";
import { endToken, ManifestTokens, typeToken, wordToken } from "./manifest-tokens.ts";
import { parameterDocs } from "./parameter-docs.ts";
import { readParameters } from "./read-parameters.ts";
import type { Signature, TypeAlias } from "./signatures.ts";

/** What one manifest declares, in the order of the text. */
export interface ScannedManifest {
  readonly classes: readonly Signature[];
  readonly defines: readonly Signature[];
  readonly aliases: readonly TypeAlias[];
  /** Why the rest of the text could not be read. */
  readonly fault?: { readonly line: number; readonly reason: string };
}

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
    const { classes, defines, aliases } = scanner;
    return { classes, defines, aliases, fault: scanner.faultOf(error) };
  }
}

/** The body of a class. */
interface Body {
  /** As written: a name inside is told from it. */
  readonly name: string;
  readonly opener: number;
  readonly includes: string[];
}

class ManifestScanner {
  readonly classes: Signature[] = [];
  readonly defines: Signature[] = [];
  readonly aliases: TypeAlias[] = [];
  readonly #file: string;
  readonly #tokens: ManifestTokens;
  /** Where the brackets around the place begin, and which of them are bodies. */
  readonly #openers: number[] = [];
  readonly #bodies: Body[] = [];
  #countedLine = 1;
  #countedTo = 0;

  constructor(text: string, file: string, lookups: Set<string>) {
    this.#file = file;
    this.#tokens = new ManifestTokens(text, lookups);
  }

  scan(): void {
    const tokens = this.#tokens;
    for (let kind = tokens.nextNotable(); kind !== endToken; kind = tokens.nextNotable()) {
      // What a declaration's attempt read too much is looked at again.
      while (tokens.kind === wordToken && this.#declaration());
      this.#bracket(tokens.kind);
    }
    const unclosed = this.#openers.at(-1);
    if (unclosed !== undefined) throw tokens.unbalanced(unclosed);
  }

  /** Strings inside of strings are read by calls inside of calls, of which the stack holds so many. */
  faultOf(error: unknown): { readonly line: number; readonly reason: string } {
    if (error instanceof ManifestFault)
      return { line: this.#lineAt(error.position), reason: error.message };
    if (!(error instanceof RangeError)) throw error;
    return { line: this.#lineAt(this.#tokens.start), reason: "strings are nested too deeply" };
  }

  #lineAt(position: number): number {
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
    const { text, start } = this.#tokens;
    if (closerOf(kind) !== 0) this.#openers.push(start);
    if (!isCloser(kind)) return;
    const opener = this.#openers.pop();
    if (opener === undefined)
      throw new ManifestFault(start, "a bracket closes that was never opened");
    if (closerOf(text.charCodeAt(opener)) !== kind) throw this.#tokens.unbalanced(opener);
    if (opener === this.#bodies.at(-1)?.opener) this.#bodies.pop();
  }

  /** Reads a declaration that begins with the last word; whether another word now waits to be looked at. */
  #declaration(): boolean {
    const { text, start, end } = this.#tokens;
    const first = text.charCodeAt(start);
    if (!isFirstLetter(first)) return false;
    const body = this.#bodies.at(-1);
    // Only what stands in the body itself: a condition may bring it in or not.
    if (body && body.opener === this.#openers.at(-1))
      body.includes.push(...includedAfter(text, start, end));
    const word = text.slice(start, end);
    if (word === "class" || word === "define") return this.#classOrDefine(word);
    if (word === "type") return this.#alias();
    return false;
  }

  /** `class NAME [(…)] [inherits NAME] {`; a `class { …: }` is a resource and declares nothing. */
  #classOrDefine(keyword: "class" | "define"): boolean {
    const tokens = this.#tokens;
    const at = tokens.start;
    if (tokens.next() !== wordToken && tokens.kind !== typeToken) return false;
    const written = this.#taken();
    tokens.next();
    const docs = parameterDocs(tokens.text, at);
    const parameters = tokens.kind === openParenthesis ? readParameters(tokens, docs) : new Map();
    const inherits = keyword === "class" ? this.#inherits() : undefined;
    if (tokens.kind !== openBrace) return true;
    const name = nameOf([...this.#bodies.map((body) => body.name), written].join("::"));
    const line = this.#lineAt(at);
    const place = { name, file: this.#file, line, parameters };
    if (keyword === "define") {
      this.defines.push(place);
      return false;
    }
    const includes: string[] = [];
    this.classes.push({ ...place, inherits, includes });
    this.#openers.push(tokens.start);
    this.#bodies.push({ name: written, opener: tokens.start, includes });
    tokens.next();
    return true;
  }

  #inherits(): string | undefined {
    const tokens = this.#tokens;
    if (tokens.kind !== wordToken || this.#taken() !== "inherits") return undefined;
    tokens.next();
    const name = nameOf(this.#taken());
    tokens.next();
    return name;
  }

  /** `type NAME = TYPE`, where the type is a name, a bracket after it, or a bracket alone. */
  #alias(): boolean {
    const tokens = this.#tokens;
    const at = tokens.start;
    if (tokens.next() !== typeToken) return tokens.kind === wordToken;
    const name = this.#taken().replace(/^::/, "");
    if (tokens.next() !== equals) return tokens.kind === wordToken;
    tokens.next();
    const { start } = tokens;
    let { end } = tokens;
    if (tokens.kind === typeToken) tokens.next();
    if (tokens.kind === openBracket || tokens.kind === openBrace) {
      tokens.skipBracket();
      end = tokens.end;
      tokens.next();
    }
    const type = foldType(tokens.text.slice(start, end));
    this.aliases.push({ name, type, file: this.#file, line: this.#lineAt(at) });
    return tokens.kind === wordToken;
  }

  #taken(): string {
    const { text, start, end } = this.#tokens;
    return text.slice(start, end);
  }
}

/** That of `class`, `contain`, `define`, `include`, `require` or `type`: a quick look at every word. */
function isFirstLetter(code: number): boolean {
  return code === 0x63 || code === 0x64 || code === 0x69 || code === 0x72 || code === 0x74;
}

function nameOf(written: string): string {
  return written.replace(/^::/, "").toLowerCase();
}
