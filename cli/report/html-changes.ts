import { count } from "../base/count.ts";
import type { Change, ChangeLayer, Plan } from "../deploy/plan.ts";
import { type Html, html } from "./html.ts";
import { badge, codeBlock, section, unbroken } from "./html-parts.ts";
import {
  areSameChanges,
  areStacked,
  type ChangeGroup,
  changeCounts,
  changeMarks,
  changeName,
  changeValues,
  groupChanges,
  wholeFileText,
} from "./plan-changes.ts";

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
    if (changes.length === 0) return [];
    const isSame = layer === "effective" && areSameChanges(changes, byLayer.get("raw") ?? []);
    return [isSame ? sameBlock(layers[layer]) : layerBlock(layers[layer], changes)];
  });
  const notes = (plan.notes ?? []).map(
    (note) => html`<p>${badge("warn", "note")} ${unbroken(note)}</p>`,
  );
  const body =
    blocks.length === 0
      ? html`${notes}<p class="quiet">Nothing changes: the ENC holds this data already.</p>`
      : html`${notes}${blocks}`;
  return section("changes", "Changes", blocks.length === 0 ? "" : changeCounts(plan.changes), body);
}

/** Lists of more lines start closed, so that the page can be overlooked. */
const openUpTo = 30;

function layerBlock(title: string, changes: readonly Change[]): Html {
  const groups = groupChanges(changes);
  const lines = groups.reduce(
    (sum, group) => sum + (group.wholeFile ? 1 : group.changes.length),
    0,
  );
  const open = lines <= openUpTo ? html` open` : undefined;
  return html`<details class="layer"${open}>
<summary>${title} <span class="note">${count(changes.length, "change")}</span></summary>
<ul class="groups">${groups.map(groupItem)}</ul>
</details>
`;
}

function sameBlock(title: string): Html {
  return html`<p class="layer"><strong>${title}</strong> <span class="note">the same as in the text</span></p>
`;
}

function groupItem({ head, changes, wholeFile }: ChangeGroup): Html {
  const body =
    wholeFile === undefined
      ? html`<div class="diff">${changes.map(changeLine)}</div>`
      : wholeFileBlock(head, wholeFile, changes);
  return html`<li><p class="path"><code>${unbroken(head)}</code></p>${body}</li>
`;
}

/** A file that comes or goes as a whole is counted; who wants its lines opens them. */
function wholeFileBlock(file: string, change: Change, lines: readonly Change[]): Html {
  const text = lines.map(({ before, after }) => String(after ?? before)).join("\n");
  return html`<details class="diff"><summary class="${change.op}">${wholeFileText(change, lines.length)}${places(change)}</summary>${codeBlock(file, text)}</details>`;
}

function changeLine(change: Change): Html {
  const { op } = change;
  const name = changeName(change);
  const values = changeValues(change);
  const label = name === "" ? "" : `${name}: `;
  if (!areStacked(values)) {
    return html`<p class="${op}">${mark(op)}${label}${unbroken(values.join(" → "))}${places(change)}</p>`;
  }
  const [before = "", after = ""] = values;
  return html`<p class="${op}">${mark(op)}${label}${places(change)}</p>
<p class="below remove">${mark("remove")}${unbroken(before)}</p>
<p class="below add">${mark("add")}${unbroken(after)}</p>`;
}

/** Stands beside the text, so that a long word below it does not part from it. */
function mark(op: Change["op"]): Html {
  return html`<span class="mark">${changeMarks[op]} </span>`;
}

function places({ on }: Change): Html | undefined {
  return on === undefined ? undefined : html` <span class="quiet">(${on.join(", ")})</span>`;
}
