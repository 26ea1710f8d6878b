import { asciiJson } from "../base/ascii-json.ts";
import { ownText } from "./own-text.ts";
import { nameInRow, rowOf, StoredSignature } from "./signature-row.ts";
import type { Signature, Signatures, TypeAlias } from "./signatures.ts";

/** What signatures hold, where each type and path stands once; each class and define is a row of JSON. */
export interface SignatureContent {
  readonly types: readonly string[];
  readonly files: readonly string[];
  readonly aliases: readonly AliasRow[];
  readonly lookups: readonly string[];
  readonly classes: readonly string[];
  readonly defines: readonly string[];
}

/** The same as plain data. */
export interface ContentData extends Omit<SignatureContent, "classes" | "defines"> {
  readonly classes: readonly unknown[];
  readonly defines: readonly unknown[];
}

/** Name, type, file, line. */
type AliasRow = readonly [string, number, number, number];

/** The parts of {@link Signatures} that a tree of code decides. */
export type Declarations = Pick<Signatures, "classes" | "defines" | "aliases" | "lookups">;

/** Gathers declarations, the first of each name, and keeps nothing of the texts that they were cut from. */
export class ContentBuilder {
  readonly #types = new Interned();
  readonly #files = new Interned();
  readonly #classes = new Map<string, string>();
  readonly #defines = new Map<string, string>();
  readonly #aliases = new Map<string, AliasRow>();

  addClass(found: Signature): void {
    this.#addRow(found, this.#classes);
  }

  addDefine(found: Signature): void {
    this.#addRow(found, this.#defines);
  }

  addAlias({ name, type, file, line }: TypeAlias): void {
    const key = ownText(name.toLowerCase());
    if (this.#aliases.has(key)) return;
    const row = [
      ownText(name),
      this.#types.indexOf(type),
      this.#files.indexOf(file),
      line,
    ] as const;
    this.#aliases.set(key, row);
  }

  contentWith(lookups: Iterable<string>): SignatureContent {
    return {
      types: this.#types.texts,
      files: this.#files.texts,
      aliases: [...this.#aliases.values()],
      lookups: [...lookups],
      classes: [...this.#classes.values()],
      defines: [...this.#defines.values()],
    };
  }

  #addRow(found: Signature, rows: Map<string, string>): void {
    if (rows.has(found.name)) return;
    const file = this.#files.indexOf(found.file);
    const row = asciiJson(rowOf(found, file, (type) => this.#types.indexOf(type)));
    rows.set(nameInRow(row), row);
  }
}

/** Content as JSON; a row is a line, so that one can be found without reading the others. */
export function encodeContent(content: SignatureContent): Buffer {
  const lists = listNames.flatMap((name, index) => [marks[index], asciiJson(content[name])]);
  const lines = [
    ...lists,
    classesMark,
    content.classes.join(",\n"),
    definesMark,
    content.defines.join(",\n"),
    "]}",
  ];
  return Buffer.from(lines.join("\n"), "latin1");
}

const listNames = ["types", "files", "aliases", "lookups"] as const;
const marks = ['{"types":', ',"files":', ',"aliases":', ',"lookups":'];
const classesMark = ',"classes":[';
const definesMark = '],"defines":[';

/** Content from its text; only what {@link encodeContent} gave is read line by line. */
export function decodeContent(text: string): SignatureContent {
  const lines = text.split("\n");
  const first = 2 * listNames.length;
  const middle = lines.indexOf(definesMark);
  if (lines[first] !== classesMark || middle < 0) return contentOfData(JSON.parse(text));
  const rows = (from: number, end: number) => lines.slice(from, end).filter((line) => line !== "");
  const list = (index: number) => JSON.parse(lines[2 * index + 1] ?? "");
  let files: readonly string[] | undefined;
  return {
    types: list(0),
    // Only findings name files.
    get files() {
      files ??= list(1) as readonly string[];
      return files;
    },
    aliases: list(2),
    lookups: list(3),
    classes: rows(first + 1, middle),
    defines: rows(middle + 1, -1),
  };
}

/** Content from JSON data, whoever wrote it down. */
export function contentOfData(data: ContentData): SignatureContent {
  return { ...data, classes: data.classes.map(asciiJson), defines: data.defines.map(asciiJson) };
}

/** What content declares; a class is read when somebody asks for it. */
export function declarationsOf(content: SignatureContent): Declarations {
  const { types, lookups, aliases } = content;
  return {
    classes: byName(content.classes, content),
    defines: byName(content.defines, content),
    aliases: new Map(
      aliases.map(([name, type, file, line]) => [
        name.toLowerCase(),
        {
          name,
          type: types[type] ?? "Any",
          get file() {
            return content.files[file] ?? "";
          },
          line,
        },
      ]),
    ),
    lookups: new Set(lookups),
  };
}

function byName(
  rows: readonly string[],
  content: SignatureContent,
): ReadonlyMap<string, StoredSignature> {
  const found = new Map<string, StoredSignature>();
  for (const row of rows) {
    const signature = new StoredSignature(row, content);
    found.set(signature.name, signature);
  }
  return found;
}

/** Texts, each with the number that stands for it. */
class Interned {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  indexOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const own = ownText(text);
    this.#numbers.set(own, this.texts.length);
    return this.texts.push(own) - 1;
  }
}
