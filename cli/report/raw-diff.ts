import { createTwoFilesPatch, diffArrays } from "diff";
import type { PlannedPrefix } from "../deploy/plan.ts";
import type { Colours } from "./colours.ts";
import { escapeControl } from "./escape-control.ts";

/** The stored text against the planned one as a unified diff, secrets as digests. */
export function rawDiff({ prefix, shown }: PlannedPrefix, colours: Colours): string {
  if (!shown) return "";
  const patch = createTwoFilesPatch(
    `${prefix} (the ENC)`,
    `${prefix} (planned)`,
    shown.base ?? "",
    shown.next,
    undefined,
    undefined,
    {
      context: 3,
      headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
    },
  );
  return patch
    .trimEnd()
    .split("\n")
    .map((line) => paintLine(escapeControl(line), colours))
    .join("\n");
}

function paintLine(line: string, colours: Colours): string {
  if (line.startsWith("+++") || line.startsWith("---")) return colours.bold(line);
  if (line.startsWith("+")) return colours.green(line);
  if (line.startsWith("-")) return colours.red(line);
  return line.startsWith("@@") ? colours.blue(line) : line;
}

/** Both texts beside each other, cut to `width` columns; `|` marks lines that differ. */
export function rawSideBySide(
  { prefix, shown }: PlannedPrefix,
  width: number,
  colours: Colours,
): string {
  if (!shown) return "";
  const column = Math.max(10, Math.floor((width - 3) / 2));
  const rows = rowsOf(linesOf(shown.base), linesOf(shown.next)).map(({ left, right, differs }) => {
    const cells = [cell(left, column), cell(right, column).trimEnd()];
    const row = cells.join(differs ? " | " : "   ").trimEnd();
    return differs ? colours.yellow(row) : row;
  });
  return [colours.bold(escapeControl(prefix)), ...rows].join("\n");
}

interface Row {
  readonly left: string;
  readonly right: string;
  readonly differs: boolean;
}

function rowsOf(before: string[], after: string[]): readonly Row[] {
  const rows: Row[] = [];
  let gone: readonly string[] = [];
  const pair = (come: readonly string[]) => {
    for (let index = 0; index < Math.max(gone.length, come.length); index++) {
      rows.push({ left: gone[index] ?? "", right: come[index] ?? "", differs: true });
    }
    gone = [];
  };
  for (const part of diffArrays(before, after)) {
    if (part.removed) {
      gone = part.value;
    } else if (part.added) {
      pair(part.value);
    } else {
      pair([]);
      rows.push(...part.value.map((line) => ({ left: line, right: line, differs: false })));
    }
  }
  pair([]);
  return rows;
}

function linesOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.replace(/\n$/, "").split("\n");
}

function cell(line: string, columns: number): string {
  const characters = [...escapeControl(line)];
  if (characters.length <= columns) return characters.join("").padEnd(columns);
  return `${characters.slice(0, columns - 1).join("")}…`;
}
