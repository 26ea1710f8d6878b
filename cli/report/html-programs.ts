import type { HostPrograms } from "../deploy/host-programs.ts";
import { type Html, html } from "./html.ts";
import { facts, section } from "./html-parts.ts";

/** What runs on the hosts, one card a host; nothing where no host said. */
export function programsSection(programs: readonly HostPrograms[]): Html | undefined {
  if (programs.length === 0) return undefined;
  const cards = programs.map(
    ({ host, versions, image }) => html`<li>
<h3><code>${host}</code></h3>
${facts(Object.entries(versions))}
${image === undefined ? undefined : html`<p class="quiet small"><code>${image}</code></p>`}
</li>
`,
  );
  return section("programs", "What runs there", "", html`<ul class="cards">${cards}</ul>`);
}
