import type { Parameter, Signature } from "./signatures.ts";

/** Name, file, line, inherits or `""`, includes, and four cells for each parameter. */
type SignatureRow = readonly [string, number, number, string, readonly string[], ParameterCells];

/** Again and again: name, type or -1, default or 0, doc or 0. */
type ParameterCells = readonly (string | number)[];

/** What the numbers in rows stand for. */
interface RowTexts {
  readonly types: readonly string[];
  readonly files: readonly string[];
}

const cellsPerParameter = 4;

/** A call in JSON, where a double quote has a backslash. */
const lookedUp = /"(?:lookup|hiera)\((?:\s|\\[a-z])*(?:'([\w:-]+)'|\\"([\w:-]+)\\")/gu;

/** A class or define as a row of plain data. */
export function rowOf(
  { name, line, inherits = "", includes = [], parameters }: Signature,
  file: number,
  typeNumber: (type: string) => number,
): SignatureRow {
  const cells: (string | number)[] = [];
  for (const { name: parameter, type, default: value, doc } of parameters.values()) {
    cells.push(parameter, type === undefined ? -1 : typeNumber(type), value ?? 0, doc ?? 0);
  }
  return [name, file, line, inherits, includes, cells];
}

/** A class or define whose row is read when somebody asks for more than its name. */
export class StoredSignature implements Signature {
  readonly name: string;
  readonly #source: string;
  readonly #texts: RowTexts;
  #row: SignatureRow | undefined;
  #parameters: ReadonlyMap<string, Parameter> | undefined;

  /** @param source the row as JSON, which may be followed by a comma */
  constructor(source: string, texts: RowTexts) {
    this.name = nameInRow(source);
    this.#source = source;
    this.#texts = texts;
  }

  get file(): string {
    return this.#texts.files[this.#read()[1]] ?? "";
  }

  get line(): number {
    return this.#read()[2];
  }

  get inherits(): string | undefined {
    return this.#read()[3] || undefined;
  }

  get includes(): readonly string[] {
    return this.#read()[4];
  }

  get parameters(): ReadonlyMap<string, Parameter> {
    this.#parameters ??= parametersOf(this.#read()[5], this.#texts.types);
    return this.#parameters;
  }

  get defaultKeys(): Iterable<string> {
    // Most look up nothing, and each pattern is made anew for a text.
    if (!(this.#source.includes('"lookup(') || this.#source.includes('"hiera('))) return [];
    const calls = this.#source.matchAll(lookedUp);
    return Array.from(calls, ([, single, double]) => single ?? double ?? "");
  }

  #read(): SignatureRow {
    this.#row ??= JSON.parse(
      this.#source.endsWith(",") ? this.#source.slice(0, -1) : this.#source,
    ) as SignatureRow;
    return this.#row;
  }
}

/** The name in a row that is JSON: it holds no sign that JSON escapes. */
export function nameInRow(row: string): string {
  return row.slice('["'.length, row.indexOf('"', '["'.length));
}

function parametersOf(
  cells: ParameterCells,
  types: readonly string[],
): ReadonlyMap<string, Parameter> {
  const parameters = new Map<string, Parameter>();
  for (let at = 0; at < cells.length; at += cellsPerParameter) {
    const name = String(cells[at]);
    const value = cells[at + 2];
    const doc = cells[at + 3];
    parameters.set(name, {
      name,
      type: types[Number(cells[at + 1])],
      default: typeof value === "string" ? value : undefined,
      doc: typeof doc === "string" ? doc : undefined,
    });
  }
  return parameters;
}
