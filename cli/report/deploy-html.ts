import { createHash } from "node:crypto";
import { count } from "../base/count.ts";
import type { DeployReport } from "../deploy/deploy-report.ts";
import { formatSeconds } from "./duration.ts";
import { Html, html } from "./html.ts";
import { agentSection } from "./html-agent.ts";
import { changesSection } from "./html-changes.ts";
import { checksSection } from "./html-checks.ts";
import { findingsSection } from "./html-findings.ts";
import { badge, codeBlock, facts, section, sign, unbroken } from "./html-parts.ts";
import { programsSection } from "./html-programs.ts";
import { stepsSection } from "./html-steps.ts";
import { style } from "./html-style.ts";

/**
 * A deploy as one page that needs nothing else: no script, no request, and a policy that says so.
 * No value of the report can become markup in it.
 */
export function formatDeployHtml(report: DeployReport): string {
  const styleHash = createHash("sha256").update(style).digest("base64");
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${new Html(styleHash)}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${report.service} to ${report.context}: ${report.outcome}</title>
<style>${new Html(style)}</style>
</head>
<body>
${header(report)}
<main>
${failureBox(report)}
${stepsSection(report.steps)}
${askedSection(report)}
${findingsSection(report.findings, report.text)}
${report.plan === undefined ? undefined : changesSection(report.plan)}
${agentSection(report.agent)}
${programsSection(report.programs)}
${checksSection(report.smoke)}
</main>
<footer><p>Written by kaskctl. The same as data: <code>kaskctl report ${report.id} --json</code></p></footer>
</body>
</html>
`;
  return page.markup;
}

function header(report: DeployReport): Html {
  const { service, context, outcome, plan, id, startedAt, seconds, exitCode } = report;
  const failed = report.steps.find(({ status }) => status === "failed");
  const words =
    outcome === "done" ? "Done" : `Failed${failed === undefined ? "" : ` at ${failed.name}`}`;
  const mood = outcome === "done" ? "good" : "bad";
  return html`<header class="top">
<p class="eyebrow">kaskctl deploy</p>
<h1>${service} <span class="to">to</span> ${context}</h1>
<p class="outcome ${mood}">${sign(mood, "")}${words}</p>
${facts([
  [
    "started",
    html`<time datetime="${startedAt}">${startedAt.replace("T", " ").replace(/\.\d+Z$|Z$/u, " UTC")}</time>`,
  ],
  ["took", formatSeconds(seconds)],
  ["hosts", plan === undefined ? undefined : String(plan.hosts.length)],
  ["exit code", String(exitCode)],
  ["id", html`<code>${id}</code>`],
])}
</header>
`;
}

function failureBox({ failure }: DeployReport): Html | undefined {
  if (failure === undefined) return undefined;
  return html`<section class="failure" aria-labelledby="failure-title">
<h2 id="failure-title">Why it stopped</h2>
<p>${unbroken(failure.message)}</p>
${failure.hint === undefined ? undefined : html`<p class="advice">${unbroken(failure.hint)}</p>`}
<p class="quiet small"><code>${failure.code}</code></p>
</section>
`;
}

function askedSection({ plan, text: rendered, service }: DeployReport): Html {
  // The plan knows which values of the text are secrets.
  const text = plan?.prefixes[0]?.shown?.next ?? rendered;
  const hosts = (plan?.hosts ?? []).map(
    ({ fqdn, image, restarts }) => html`<li>
<h3><code>${fqdn}</code> ${restarts ? badge("warn", "restarts") : undefined}</h3>
${image === undefined ? undefined : html`<p class="quiet small"><code>${image}</code></p>`}
</li>
`,
  );
  const prefixes = (plan?.prefixes ?? []).map(
    ({ prefix, next }) =>
      html`<p>Prefix <code>${prefix}</code> with ${
        next.roles.length === 0
          ? "no role"
          : next.roles.map((role, index) => html`${index === 0 ? "" : ", "}<code>${role}</code>`)
      }</p>`,
  );
  const body = html`${prefixes}
${hosts.length === 0 ? undefined : html`<ul class="cards">${hosts}</ul>`}
${
  text === undefined
    ? html`<p class="quiet">Nothing was rendered.</p>`
    : html`<details class="layer"><summary>Hiera text <span class="note">${count(text.trimEnd().split("\n").length, "line")}</span></summary>${codeBlock(`Hiera text of ${service}`, text.trimEnd())}</details>`
}`;
  return section("asked", "What was asked for", "", body);
}
