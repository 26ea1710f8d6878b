import type { Parameter, Signature, Signatures, TypeAlias } from "./signatures.ts";

/** What signatures hold, as plain data in which each type and path stands once. */
export interface SignatureContent {
  readonly types: readonly string[];
  readonly files: readonly string[];
  readonly classes: readonly SignatureRow[];
  readonly defines: readonly SignatureRow[];
  readonly aliases: readonly AliasRow[];
  readonly lookups: readonly string[];
}

/** Name, file, line, inherits or `""`, includes, and four entries for each parameter. */
type SignatureRow = readonly [string, number, number, string, readonly string[], ParameterCells];

/** Again and again: name, type or -1, default or 0, doc or 0. */
type ParameterCells = readonly (string | number)[];

/** Name, type, file, line. */
type AliasRow = readonly [string, number, number, number];

/** The parts of {@link Signatures} that a tree of code decides. */
export type Declarations = Pick<Signatures, "classes" | "defines" | "aliases" | "lookups">;

const cellsPerParameter = 4;

/** Signatures as plain data. */
export function contentOf(signatures: Declarations): SignatureContent {
  const types = new Interned();
  const files = new Interned();
  const rowOf = (each: Signature): SignatureRow => {
    const { name, line, inherits = "", includes = [] } = each;
    return [name, files.indexOf(each.file), line, inherits, includes, cellsOf(each, types)];
  };
  return {
    types: types.texts,
    files: files.texts,
    classes: Array.from(signatures.classes.values(), rowOf),
    defines: Array.from(signatures.defines.values(), rowOf),
    aliases: Array.from(signatures.aliases.values(), ({ name, type, file, line }) => [
      name,
      types.indexOf(type),
      files.indexOf(file),
      line,
    ]),
    lookups: [...signatures.lookups],
  };
}

/** Signatures from plain data; the parameters of a class are read when somebody asks for them. */
export function declarationsOf(content: SignatureContent): Declarations {
  const { types, files, lookups } = content;
  const named = (row: SignatureRow) => [row[0], new StoredSignature(row, content)] as const;
  const aliasOf = ([name, type, file, line]: AliasRow): readonly [string, TypeAlias] => [
    name.toLowerCase(),
    { name, type: types[type] ?? "Any", file: files[file] ?? "", line },
  ];
  return {
    classes: new Map(content.classes.map(named)),
    defines: new Map(content.defines.map(named)),
    aliases: new Map(content.aliases.map(aliasOf)),
    lookups: new Set(lookups),
  };
}

function cellsOf({ parameters }: Signature, types: Interned): ParameterCells {
  const cells: (string | number)[] = [];
  for (const parameter of parameters.values()) {
    const type = parameter.type === undefined ? -1 : types.indexOf(parameter.type);
    cells.push(parameter.name, type, parameter.default ?? 0, parameter.doc ?? 0);
  }
  return cells;
}

class StoredSignature implements Signature {
  readonly name: string;
  readonly line: number;
  readonly includes: readonly string[];
  readonly inherits?: string;
  readonly #row: SignatureRow;
  readonly #content: SignatureContent;
  #parameters: ReadonlyMap<string, Parameter> | undefined;

  constructor(row: SignatureRow, content: SignatureContent) {
    const [name, , line, inherits, includes] = row;
    this.name = name;
    this.line = line;
    this.includes = includes;
    if (inherits !== "") this.inherits = inherits;
    this.#row = row;
    this.#content = content;
  }

  get file(): string {
    return this.#content.files[this.#row[1]] ?? "";
  }

  get parameters(): ReadonlyMap<string, Parameter> {
    this.#parameters ??= parametersOf(this.#row[5], this.#content.types);
    return this.#parameters;
  }
}

function parametersOf(
  cells: ParameterCells,
  types: readonly string[],
): ReadonlyMap<string, Parameter> {
  const parameters = new Map<string, Parameter>();
  for (let at = 0; at < cells.length; at += cellsPerParameter) {
    const name = String(cells[at]);
    const type = types[Number(cells[at + 1])];
    const value = cells[at + 2];
    const doc = cells[at + 3];
    parameters.set(name, {
      name,
      ...(type === undefined ? {} : { type }),
      ...(typeof value === "string" ? { default: value } : {}),
      ...(typeof doc === "string" ? { doc } : {}),
    });
  }
  return parameters;
}

/** Texts, each with the number that stands for it. */
class Interned {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  indexOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}
