import { boxedFloat, floatText, mappingOf } from "./puppet-value.ts";

/**
 * YAML text of plain data in the style of Ruby's `to_yaml`, as Puppet's function of that name
 * writes it.
 * @see psych/lib/psych/visitors/yaml_tree.rb, visit_String
 */
export function psychText(data: unknown): string {
  const body = node(data, 0);
  return body.startsWith("\n") ? `---${body}\n` : `--- ${body}\n`;
}

/** The text after `key:`: a leading newline for a block, none for what goes on the same line. */
function node(value: unknown, indent: number): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return value
      .map(
        (item) =>
          `\n${pad(indent)}- ${compact(folded(node(item, indent + 2), indent + 2, indent + 2))}`,
      )
      .join("");
  }
  const mapping = mappingOf(value);
  if (mapping) return mappingText(mapping, indent);
  return scalar(value, indent);
}

/** A nested block that starts on the line of its own dash. */
function compact(block: string): string {
  return block.startsWith("\n") ? block.trimStart() : block;
}

function mappingText(mapping: Readonly<Record<string, unknown>>, indent: number): string {
  const entries = Object.entries(mapping);
  if (entries.length === 0) return "{}";
  return entries
    .map(([key, value]) => {
      // Psych does not indent a list below its key.
      const body = node(value, Array.isArray(value) ? indent : indent + 2);
      const gap = body === "" || body.startsWith("\n") ? "" : " ";
      const head = `${pad(indent)}${keyText(key)}:${gap}`;
      return `\n${head}${folded(body, [...head].length, indent + 2)}`;
    })
    .join("");
}

const bestWidth = 80;

/**
 * A scalar that begins in `column`, folded at the first space behind the width; what follows a fold is
 * indented. Anything else stays as it is.
 * @see libyaml/src/emitter.c, yaml_emitter_write_plain_scalar and its neighbours
 */
function folded(body: string, column: number, indent: number): string {
  const characters = [...body];
  if (/^[\n|]/.test(body) || characters.length + column <= bestWidth) return body;
  let text = "";
  let at = column;
  for (const [index, character] of characters.entries()) {
    if (at > bestWidth && character === " " && mayFold(characters, index)) {
      // A backslash keeps the next space, which would be part of the indent.
      const start = pad(indent) + (characters[index + 1] === " " ? "\\" : "");
      text += `\n${start}`;
      at = start.length;
    } else {
      text += character;
      at += 1;
    }
  }
  return text;
}

/** Whether a space may become a fold: one by itself, or in double quotes the first of several. */
function mayFold(characters: readonly string[], index: number): boolean {
  const isDouble = characters[0] === '"';
  const edge = isDouble || characters[0] === "'" ? 1 : 0;
  if (index <= edge || index >= characters.length - 1 - edge) return false;
  return characters[index - 1] !== " " && (isDouble || characters[index + 1] !== " ");
}

function pad(indent: number): string {
  return " ".repeat(indent);
}

function keyText(key: string): string {
  return key.includes("\n") ? doubleQuoted(key) : stringText(key, 0);
}

function scalar(value: unknown, indent: number): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return stringText(value, indent);
  const float = boxedFloat(value) ?? (Number.isInteger(value) ? undefined : value);
  return typeof float === "number" ? floatText(float) : String(value);
}

function stringText(value: string, indent: number): string {
  // Quotes alone do not keep Psych from merging a key of this name.
  if (value === "<<") return "!!str '<<'";
  if (needsEscapes.test(value)) return doubleQuoted(value);
  if (/\n(?!\n?$)/.test(value) && !/^[\s]| (?=\n|$)/.test(value)) return literal(value, indent);
  if (value.includes("\n")) return doubleQuoted(value);
  if (value === "y" || value === "n") return doubleQuoted(value);
  if (/^[^\p{L}\p{M}\p{N}\p{Pc}][^"]*$/u.test(value)) return doubleQuoted(value);
  if (!isPlainSafe(value) || !staysString(value)) return `'${value.replaceAll("'", "''")}'`;
  return value;
}

function literal(value: string, indent: number): string {
  const lines = value.replace(/\n+$/, "").split("\n");
  const trailing = value.length - value.replace(/\n+$/, "").length;
  const chomp = trailing === 0 ? "-" : trailing === 1 ? "" : "+";
  const body = lines.map((line) => (line === "" ? "" : pad(Math.max(indent, 2)) + line));
  return `|${chomp}\n${body.join("\n")}${"\n".repeat(Math.max(0, trailing - 1))}`;
}

// Everything that libyaml does not print as it is, U+10000 and above included.
const needsEscapes = /[^\n\x20-\x7e\x85\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

const escapes: ReadonlyMap<string, string> = new Map([
  ["\0", "\\0"],
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\v", "\\v"],
  ["\f", "\\f"],
  ["\r", "\\r"],
  ["\x1b", "\\e"],
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\u2028", "\\L"],
  ["\u2029", "\\P"],
]);

function doubleQuoted(value: string): string {
  const characters = [...value].map((character) => {
    const short = escapes.get(character);
    if (short !== undefined) return short;
    return character === "\x85" || needsEscapes.test(character)
      ? hexEscape(character.codePointAt(0) ?? 0)
      : character;
  });
  return `"${characters.join("")}"`;
}

function hexEscape(codePoint: number): string {
  const hex = codePoint.toString(16).toUpperCase();
  if (codePoint <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return codePoint <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

/** Whether libyaml allows the text without quotes in a block. */
function isPlainSafe(value: string): boolean {
  if (value === "" || /^\s|\s$|^(?:---|\.\.\.)/.test(value)) return false;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(value) || /^[?:-](?:\s|$)/.test(value)) return false;
  return !/:(?:\s|$)|\s#|\x85/.test(value);
}

/** Whether Psych reads the unquoted text back as a string, and not as a number, a date or null. */
function staysString(value: string): boolean {
  return !otherTypes.some((type) => type.test(value));
}

const otherTypes: readonly RegExp[] = [
  /^(?:~|null|yes|no|true|false|on|off)$/i,
  /^[-+]?(?:\.inf|\.nan)$/i,
  /^:./,
  /^-?\d{4}-\d{1,2}-\d{1,2}/,
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}(?:\.[0-9_]*)?$/,
  /^[-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][-+][0-9]+)?$/,
  /^[-+]?0b[01_,]+$/,
  /^[-+]?(?:0[0-7_,]+|0|[1-9](?:[0-9]|,[0-9]|_[0-9])*)$/,
  /^0[0-7]*[89]/,
  /^[-+]?0x[0-9a-fA-F_,]+$/,
];
