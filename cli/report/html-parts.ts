import { type Html, type HtmlPart, html, preformatted } from "./html.ts";

/** How a thing went, as one colour and one sign. */
export type Mood = "good" | "bad" | "warn" | "quiet";

/** The same signs as in text. */
const signs: Readonly<Record<Mood, string>> = { good: "✓", bad: "✗", warn: "~", quiet: "-" };

/** A section with a heading; `note` stands beside the heading, as a count does. */
export function section(id: string, title: string, note: string, body: HtmlPart): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title} <span class="note">${note}</span></h2>
${body}
</section>
`;
}

/** The round sign at the start of a row; the word is for those who do not see it. */
export function sign(mood: Mood, word: string, mark: string = signs[mood]): Html {
  return html`<span class="sign ${mood}"><span aria-hidden="true">${mark}</span><span class="unseen">${word}</span></span>`;
}

/** A word in a box. */
export function badge(mood: Mood, word: string): Html {
  return html`<span class="badge ${mood}">${word}</span>`;
}

/** A block of code that scrolls by itself, also by keyboard. */
export function codeBlock(label: string, text: string): Html {
  return html`<pre tabindex="0" role="region" aria-label="${label}">${preformatted(text)}</pre>`;
}

/** Names and values; a value that is undefined is left out with its name. */
export function facts(pairs: readonly (readonly [string, HtmlPart])[]): Html {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== "");
  return html`<dl class="facts">${shown.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

/** A link where the address is one of the web, else only its text. */
export function link(address: string, text: string): Html {
  if (!/^https?:\/\/[^\s]+$/u.test(address)) return html`${text}`;
  return html`<a href="${address}" rel="noreferrer">${text}</a>`;
}

/**
 * Text in which a browser breaks no `%{…}` over two lines: a short one never, a long one not after
 * its `%` and within only where a line is too short for it.
 */
export function unbroken(text: string): Html {
  // Every second part is what the group matched; 24 characters fit the narrowest phone.
  const parts = text.split(/(%\{[^{}]{0,24}\}|%\{)/u);
  return html`${parts.map((part, index) => (index % 2 === 0 ? part : html`<span class="token">${part}</span>`))}`;
}
