/** A Markdown table; bars inside cells are escaped. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\|/g, "\\|").replace(/\n/g, " ")).join(" | ")} |\n`;
  return line(header) + line(header.map(() => "---")) + rows.map(line).join("");
}

/** Text as code inside a line. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** Text as a block of code. */
export function block(text: string, language = ""): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;
}

/** A whole page: a title, what it is made from, and its parts. */
export function page(title: string, source: string, ...parts: readonly string[]): string {
  const origin = `<!-- Made from ${source} by \`npm run generate\`; do not edit. -->`;
  return `${[`# ${title}`, origin, ...parts.map((part) => part.trimEnd())].join("\n\n")}\n`;
}
