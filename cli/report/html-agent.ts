import type { AgentRun, FailedResource } from "../agent/agent-run.ts";
import { count } from "../base/count.ts";
import { formatSeconds } from "./duration.ts";
import { type Html, html } from "./html.ts";
import { badge, facts, section } from "./html-parts.ts";

/** The Puppet runs, one card a host, with the resources that failed. */
export function agentSection(runs: readonly AgentRun[]): Html {
  const body =
    runs.length === 0
      ? html`<p class="quiet">The agent was not run.</p>`
      : html`<ul class="cards">${runs.map(runItem)}</ul>`;
  return section("agent", "Puppet", count(runs.length, "run"), body);
}

function runItem(run: AgentRun): Html {
  return html`<li>
<h3><code>${run.host}</code> ${badge(run.ok ? "good" : "bad", run.outcome)}</h3>
<p>${run.detail}</p>
${run.failedResources.length === 0 ? undefined : html`<ul class="resources">${run.failedResources.map(resourceItem)}</ul>`}
${facts([
  ["changed", String(run.changed)],
  ["failed", String(run.failed)],
  ["took", formatSeconds(run.seconds)],
  ["run", html`<code>${run.id}</code>`],
  ["log", run.logFile === undefined ? undefined : html`<code>${run.logFile}</code>`],
])}
</li>
`;
}

function resourceItem({ resource, file, line, message }: FailedResource): Html {
  const place = file === undefined ? undefined : `${file}${line === undefined ? "" : `:${line}`}`;
  return html`<li><code>${resource}</code><br>${message}${
    place === undefined
      ? undefined
      : html`<br><span class="quiet small"><code>${place}</code></span>`
  }</li>`;
}
