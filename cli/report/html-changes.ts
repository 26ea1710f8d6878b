import type { Change, ChangeLayer, Plan } from "../deploy/plan.ts";
import { count } from "./count.ts";
import { type Html, html, preformatted } from "./html.ts";
import { badge, section } from "./html-parts.ts";

const layers: Readonly<Record<ChangeLayer, string>> = {
  raw: "Stored text of the prefix",
  effective: "What Puppet sees",
  rendered: "Files on the host",
};

/** What the plan changes, layer by layer. It holds digests in place of secrets already. */
export function changesSection(plan: Plan): Html {
  const byLayer = Map.groupBy(plan.changes, ({ layer }) => layer);
  const blocks = (Object.keys(layers) as ChangeLayer[]).flatMap((layer) => {
    const changes = byLayer.get(layer) ?? [];
    return changes.length === 0 ? [] : [layerBlock(layers[layer], changes)];
  });
  const notes = (plan.notes ?? []).map((note) => html`<p>${badge("warn", "note")} ${note}</p>`);
  const body =
    blocks.length === 0
      ? html`${notes}<p class="quiet">Nothing changes: the ENC holds this data already.</p>`
      : html`${notes}${blocks}`;
  return section("changes", "Changes", count(plan.changes.length, "change"), body);
}

/** Long lists start closed, so that the page can be overlooked. */
const openUpTo = 12;

function layerBlock(title: string, changes: readonly Change[]): Html {
  const open = changes.length <= openUpTo ? html` open` : undefined;
  return html`<details class="layer"${open}>
<summary>${title} <span class="note">${count(changes.length, "change")}</span></summary>
<ul class="diff">${changes.map(changeItem)}</ul>
</details>
`;
}

const verbs = { add: "added", remove: "removed", replace: "changed" } as const;

function changeItem({ op, path, on, before, after }: Change): Html {
  const where = on === undefined ? "" : ` on ${on.join(", ")}`;
  return html`<li>
<p class="path"><code>${path.map(String).join(" › ")}</code> <span class="note">${verbs[op]}${where}</span></p>
${op === "add" ? undefined : diffBlock("del", "before", "−", before)}
${op === "remove" ? undefined : diffBlock("ins", "after", "+", after)}
</li>
`;
}

function diffBlock(element: "del" | "ins", label: string, mark: string, value: unknown): Html {
  const lines = textOf(value).split("\n");
  const text = lines.map((line) => `${mark} ${line}`).join("\n");
  return html`<pre class="${element}" tabindex="0" role="region" aria-label="${label}">${preformatted(text)}</pre>`;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value.trimEnd();
  return JSON.stringify(value, undefined, 2) ?? "nothing";
}
