import { count } from "../base/count.ts";
import type { Finding, Severity } from "../lint/rule.ts";
import { codeFrame, sourceLines } from "./code-frame.ts";
import { type Html, html } from "./html.ts";
import { badge, codeBlock, link, type Mood, section, unbroken } from "./html-parts.ts";

const moods: Readonly<Record<Severity, Mood>> = { error: "bad", warning: "warn", info: "quiet" };

/** Enough for a desk; a phone scrolls the frame. */
const frameWidth = 100;

/**
 * What lint found, each with the code it is about; `text` is the rendered text. A page is passed
 * around, so that the code of a finding about a secret is not shown.
 */
export function findingsSection(findings: readonly Finding[], text: string | undefined): Html {
  const lines = text === undefined ? undefined : sourceLines(text);
  const items = findings.map((finding) => findingItem(finding, lines));
  const body =
    items.length === 0
      ? html`<p class="quiet">Nothing was found.</p>`
      : html`<ul class="cards">${items}</ul>`;
  return section("findings", "Findings", count(findings.length, "finding"), body);
}

function findingItem(finding: Finding, lines: readonly string[] | undefined): Html {
  const { severity, message, help, file, line, column, rule, url } = finding;
  const isShown = file.endsWith("(rendered)") && !rule.startsWith("secret/");
  const frame =
    lines !== undefined && isShown ? codeFrame(lines, finding, frameWidth).join("\n") : undefined;
  return html`<li>
<p>${badge(moods[severity], severity)} ${unbroken(message)}</p>
${frame === undefined ? undefined : codeBlock(`Line ${line} of the rendered text`, frame)}
${help === undefined ? undefined : html`<p class="advice">${unbroken(help)}</p>`}
<p class="quiet small"><code>${file}:${line}:${column}</code> &middot; ${link(url, rule)}</p>
</li>
`;
}
