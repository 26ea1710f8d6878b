import { escapeControl } from "./escape-control.ts";

/** Markup that is safe as it stands; only {@link html} makes it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }

  toString(): string {
    return this.markup;
  }
}

/** What may stand in a hole of {@link html}. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

/**
 * Markup from a template whose every hole is escaped, unless it holds {@link Html} itself. A hole
 * may stand where text stands, or within a quoted attribute.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const markup = strings.reduce(
    (text, string, index) => `${text}${written(parts[index - 1])}${string}`,
  );
  return new Html(markup);
}

/** Text with its line ends kept, for a `<pre>`; each line is escaped by itself. */
export function preformatted(text: string): Html {
  return new Html(text.replaceAll("\r\n", "\n").split("\n").map(escapeHtml).join("\n"));
}

function written(part: HtmlPart): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.markup;
  if (typeof part === "object") return part.map(written).join("");
  return escapeHtml(String(part));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Controls are written out as in text, since HTML cannot hold some and a browser obeys others. */
function escapeHtml(text: string): string {
  return escapeControl(text).replaceAll(/[&<>"']/gu, (character) => entities[character] ?? "");
}
