import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Conversation } from "./conversation.ts";

/** A row of the page about the differences from Kask. */
export interface ListedDifference {
  readonly id: string;
  /** What a conversation that shows it sends, as Latin-1. */
  readonly sends: RegExp;
  /** What stands in Kask's side of it. */
  readonly kask: readonly string[];
  /** What stands in ours. */
  readonly here: readonly string[];
}

const page = join(import.meta.dirname, "../../docs/explanation/differences-from-kask.md");
const header = "| Id | Sent bytes that match | Kask | kask here | Why |\n";

/**
 * The rows of the page's table whose heads are `Id | Sent bytes that match | Kask | kask here | Why`.
 * @throws {Error} where the table or one of its cells is missing
 */
export function listedDifferences(
  text: string = readFileSync(page, "utf8"),
): readonly ListedDifference[] {
  const [, rest] = text.split(header);
  if (rest === undefined) throw new Error(`${page} has no table with the head ${header}`);
  const lines = rest.split("\n\n", 1)[0]?.split("\n").slice(1) ?? [];
  return lines.filter((line) => line !== "").map(readRow);
}

function readRow(line: string): ListedDifference {
  const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
  const [, id = "", sends = "", kask = "", here = "", why = ""] = cells;
  if (why === "") throw new Error(`a row of the differences has an empty cell: ${line}`);
  const pattern = codes(sends)[0];
  if (pattern === undefined) throw new Error(`the row ${id} does not say what is sent`);
  return { id, sends: new RegExp(pattern), kask: texts(kask), here: texts(here) };
}

/** In which `\r\n` is the end of a line. */
function texts(cell: string): readonly string[] {
  return codes(cell).map((code) => code.replaceAll("\\r\\n", "\r\n"));
}

function codes(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

/** What both Kasks made of one conversation. */
export interface Compared {
  readonly conversation: Conversation;
  readonly kask: string;
  readonly here: string;
}

/** The rows that a difference is of. */
export function rowsFor(
  rows: readonly ListedDifference[],
  { conversation, kask, here }: Compared,
): readonly ListedDifference[] {
  const sent = conversation.sent.toString("latin1");
  return rows.filter(
    (row) =>
      row.sends.test(sent) &&
      row.kask.every((text) => kask.includes(text)) &&
      row.here.every((text) => here.includes(text)),
  );
}
