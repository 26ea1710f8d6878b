import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { foldersWithSource, type Import, importsOf, readTable } from "./support/architecture.ts";

const root = join(import.meta.dirname, "..");
const page = readFileSync(join(root, "docs/explanation/architecture.md"), "utf8");
const rooms = readTable(page);

describe("the table in architecture.md", () => {
  test("has a row for every room, and a room for every row", () => {
    expect([...rooms.keys()].sort()).toEqual(foldersWithSource(root).sort());
  });

  test.each([
    ["is gone", page.replace("| room |", "| place |")],
    ["has no rows", page.replace(/(\| --- \| --- \| --- \|\n)(?:\|.*\n)+/, "$1")],
    ["has a row without cells", page.replace("| nothing of ours |", "|")],
    ["has an empty last cell", page.replace("| nothing of ours |", "| |")],
  ])("is refused when it %s", (_, broken) => {
    expect(broken).not.toBe(page);
    expect(() => readTable(broken)).toThrow(/table/);
  });

  test("names a main file that opens with Takes, Gives and Never", () => {
    const unsigned = [...rooms.values()].filter(({ room, mainFile }) => !isSigned(room, mainFile));
    expect(unsigned.map(({ room, mainFile }) => `${room}/${mainFile}`)).toEqual([]);
  });
});

describe("every import", () => {
  const imports = [...rooms.keys()].flatMap((room) => importsOf(root, room));

  test("was looked at: there are at least as many as rooms", () => {
    expect(imports.length).toBeGreaterThan(rooms.size);
  });

  test("keeps to its row", () => {
    expect(imports.filter((each) => !isAllowed(each)).map(describeImport)).toEqual([]);
  });
});

function isSigned(room: string, mainFile: string): boolean {
  const path = join(root, room, mainFile);
  if (!existsSync(path)) return false;
  const opening = readFileSync(path, "utf8").split("*/")[0] ?? "";
  // The two programs' main files are rooms' doors, not rooms.
  if (mainFile === "main.ts") return opening.startsWith("/**");
  return [/^ \* Takes {2}/m, /^ \* Gives {2}/m, /^ \* Never {2}/m].every((line) =>
    line.test(opening),
  );
}

function isAllowed({ room, target, typesOnly }: Import): boolean {
  const row = rooms.get(room);
  return (typesOnly ? row?.mayImportTypes : row?.mayImport)?.has(target) ?? false;
}

function describeImport({ file, target, typesOnly }: Import): string {
  return `${file} imports ${typesOnly ? "types of " : ""}${target}`;
}
