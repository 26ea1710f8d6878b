import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** What one row of the import table says. */
export interface Row {
  readonly room: string;
  readonly mainFile: string;
  readonly mayImport: ReadonlySet<string>;
  readonly mayImportTypes: ReadonlySet<string>;
}

/** An import that leaves its room. */
export interface Import {
  readonly room: string;
  readonly file: string;
  readonly target: string;
  readonly typesOnly: boolean;
}

/** The rows of the import table of a page, by room; a table that cannot be read is an error. */
export function readTable(text: string): ReadonlyMap<string, Row> {
  const page = text.split("\n");
  const header = page.indexOf("| room | main file | may import |");
  if (header < 0)
    throw new Error("architecture.md has no table with the header room, main file, may import");
  const end = page.findIndex((line, index) => index > header && !line.startsWith("|"));
  const rows = page.slice(header + 2, end).map(readRow);
  if (rows.length < 2) throw new Error("the import table of architecture.md has no rows");
  return new Map(rows.map((row) => [row.room, row]));
}

function readRow(line: string): Row {
  const cells = line.split("|").slice(1, -1);
  const [room, mainFile] = cells.map((cell) => codeWords(cell)[0]);
  const [values = "", types = ""] = (cells[2] ?? "").split("types only:");
  const isEmpty = cells[2]?.trim() === "nothing of ours";
  if (
    cells.length !== 3 ||
    !room ||
    !mainFile ||
    (!isEmpty && codeWords(cells[2] ?? "").length === 0)
  ) {
    throw new Error(`cannot read this row of the import table: ${line}`);
  }
  return {
    room,
    mainFile,
    mayImport: new Set(codeWords(values)),
    mayImportTypes: new Set([...codeWords(values), ...codeWords(types)]),
  };
}

function codeWords(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? "");
}

/** Every folder that holds source directly, and the two roots. Folders inside a room belong to it. */
export function foldersWithSource(root: string): string[] {
  return ["cli", "service"].flatMap((top) => [
    top,
    ...readdirSync(join(root, top), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${top}/${name}`),
  ]);
}

/** Every import of a room's files whose target lies outside the room. */
export function importsOf(root: string, room: string): readonly Import[] {
  return sourceFiles(root, room).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(importPattern)]
      .map((match) => ({
        room,
        file: relative(root, file),
        target: roomOf(root, resolve(dirname(file), match[2] ?? match[3] ?? match[4] ?? "")),
        typesOnly: match[1] !== undefined,
      }))
      .filter(({ target }) => target !== room),
  );
}

/** `import type … from "./x"`, `import … from "./x"`, `export … from "./x"`, `import("./x")` and `import "./x"`. */
const importPattern =
  /(?:^(?:import|export)(?:\s+(type))?\s[^;'"]*?from\s+"(\.[^"]+)"|import\("(\.[^"]+)"\)|^import\s+"(\.[^"]+)")/gm;

function sourceFiles(root: string, room: string): readonly string[] {
  const isTop = !room.includes("/");
  return readdirSync(join(root, room), { withFileTypes: true, recursive: !isTop })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
}

function roomOf(root: string, path: string): string {
  const words = relative(root, path).split("/");
  return words.length > 2 ? words.slice(0, 2).join("/") : (words[0] ?? "");
}
