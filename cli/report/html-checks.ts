import type { Answer, AnswerStatus } from "../smoke/check.ts";
import type { Latency } from "../smoke/latency.ts";
import { answerDetails, answerFacts, latenciesOf } from "./answer-details.ts";
import { formatMs, formatSeconds } from "./duration.ts";
import { type Html, html } from "./html.ts";
import { codeBlock, type Mood, section, sign } from "./html-parts.ts";
import { summariseSmoke, summarySentence } from "./smoke-summary.ts";

const moods: Readonly<Record<AnswerStatus, Mood>> = {
  pass: "good",
  fail: "bad",
  error: "bad",
  warn: "warn",
  skip: "quiet",
};

/** The smoke checks host by host, and how long Kask took for what. */
export function checksSection(answers: readonly Answer[]): Html {
  if (answers.length === 0) {
    return section("checks", "Checks", "", html`<p class="quiet">Kask was not asked.</p>`);
  }
  const byHost = [...Map.groupBy(answers, ({ host }) => host)];
  const lists = byHost.map(
    ([host, group]) => html`${host === undefined ? undefined : html`<h3><code>${host}</code></h3>`}
<ul class="checks">${group.map(checkItem)}</ul>
${latencyTable(group)}
`,
  );
  return section("checks", "Checks", summarySentence(summariseSmoke(answers)), lists);
}

/** A check that got no answer is not one that got a wrong answer, and has the sign it has in text. */
function statusSign(status: AnswerStatus): Html {
  return sign(moods[status], status, status === "error" ? "!" : undefined);
}

function checkItem(answer: Answer): Html {
  const head = html`${statusSign(answer.status)}
<span class="check"><strong>${answer.id}</strong> <span class="quiet">${answer.asks}</span></span>
<span class="seconds">${answer.status === "skip" ? "" : formatSeconds(answer.seconds)}</span>`;
  if (answer.status === "pass") {
    const notes = answerFacts(answer);
    return html`<li><div class="row">${head}</div>${
      notes.length === 0
        ? undefined
        : html`<p class="row-note quiet small"><code>${notes.join(" · ")}</code></p>`
    }</li>
`;
  }
  if (answer.status === "skip") {
    return html`<li><div class="row">${head}</div><p class="row-note quiet small">${answer.actual}</p></li>
`;
  }
  return html`<li><details open><summary class="row">${head}</summary>
<dl class="details">${answerDetails(answer).map(
    ({ name, lines }) =>
      html`<dt>${name}</dt><dd class="${name.endsWith("bytes") ? "bytes" : "words"}">${codeBlock(`${answer.id}: ${name}`, lines.join("\n"))}</dd>`,
  )}</dl></details></li>
`;
}

/** The columns of figures; on a phone their names stand above each figure. */
const figures: readonly { readonly name: string; text(latency: Latency): string }[] = [
  { name: "n", text: ({ n }) => String(n) },
  { name: "p50", text: ({ p50 }) => formatMs(p50) },
  { name: "p90", text: ({ p90 }) => formatMs(p90) },
  { name: "p99", text: ({ p99 }) => formatMs(p99) },
  { name: "max", text: ({ max }) => formatMs(max) },
];

function latencyTable(answers: readonly Answer[]): Html | undefined {
  const rows = answers.flatMap((answer) =>
    [...latenciesOf(answer)].map(([operation, latency]) => ({ id: answer.id, operation, latency })),
  );
  if (rows.length === 0) return undefined;
  const longest = Math.max(...rows.map(({ latency }) => latency.max));
  return html`<details class="layer" open>
<summary>Latencies <span class="note">bar: median, and the slowest behind it</span></summary>
<table>
<thead><tr><th scope="col">check</th><th scope="col">operation</th><th scope="col" class="wide"><span class="unseen">bar</span></th>${figures.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({
      id,
      operation,
      latency,
    }) => html`<tr><th scope="row">${id}</th><td>${operation}</td><td class="wide">${latencyBar(latency, longest)}</td>${figures.map(
      ({ name, text }) => html`<td class="number" data-name="${name}">${text(latency)}</td>`,
    )}</tr>
`,
  )}</tbody>
</table>
</details>`;
}

function latencyBar({ p50, max }: Latency, longest: number): Html {
  const width = (milliseconds: number) =>
    Math.max(0.8, (milliseconds / Math.max(longest, 0.001)) * 100).toFixed(2);
  return html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="${width(max)}" height="1"/><rect class="fill" width="${width(p50)}" height="1"/></svg>`;
}
