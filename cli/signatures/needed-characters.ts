import type { RegexpNode } from "./regexp-syntax.ts";

/** The characters that every text with a match holds: where one is missing, nobody need run the expression. */
export function neededCharacters(node: RegexpNode): readonly string[] {
  if (node.kind === "set") return onlyMember(node.source);
  if (node.kind === "repeat") return node.least > 0 ? neededCharacters(node.item) : [];
  if (node.kind === "all") return [...new Set(node.items.flatMap(neededCharacters))];
  if (node.kind !== "any") return [];
  const [first = [], ...rest] = node.items.map(neededCharacters);
  return first.filter((character) => rest.every((each) => each.includes(character)));
}

const oneCharacter = /^\[(?:(\w)|\\u\{([0-9a-f]+)\})\]$/;

/** The character of a set that has no other. */
function onlyMember(source: string): readonly string[] {
  const [, plain, code = ""] = oneCharacter.exec(source) ?? [];
  if (plain !== undefined) return [plain];
  return code === "" ? [] : [String.fromCodePoint(Number.parseInt(code, 16))];
}
