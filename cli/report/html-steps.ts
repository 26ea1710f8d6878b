import type { Step } from "../deploy/deploy-report.ts";
import { formatSeconds } from "./duration.ts";
import { type Html, html } from "./html.ts";
import { type Mood, section, sign, unbroken } from "./html-parts.ts";

const moods: Readonly<Record<Step["status"], Mood>> = {
  done: "good",
  failed: "bad",
  skipped: "quiet",
};

/** The steps in their order, each with its share of the time. */
export function stepsSection(steps: readonly Step[]): Html {
  const total = Math.max(
    0.001,
    steps.reduce((sum, { seconds }) => sum + seconds, 0),
  );
  let startedAt = 0;
  const rows = steps.map((step) => {
    const row = stepRow(step, (startedAt / total) * 100, (step.seconds / total) * 100);
    startedAt += step.seconds;
    return row;
  });
  return section("steps", "Steps", "", html`<ol class="steps">${rows}</ol>`);
}

function stepRow(step: Step, start: number, width: number): Html {
  const reached = step.status !== "skipped";
  return html`<li class="${step.status}">
${sign(moods[step.status], step.status)}
<div class="step">
<p class="step-head"><strong>${step.name}</strong> <span class="seconds">${reached ? formatSeconds(step.seconds) : ""}</span></p>
<p class="quiet">${unbroken(step.summary)}</p>
${reached ? timeBar(start, width) : undefined}
</div>
</li>
`;
}

/** When it ran and how long, within the whole; `start` and `width` in percent. */
function timeBar(start: number, width: number): Html {
  const shown = Math.max(0.6, width);
  const from = Math.min(start, 100 - shown);
  return html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="1"/><rect class="fill" x="${from.toFixed(2)}" width="${shown.toFixed(2)}" height="1"/></svg>`;
}
