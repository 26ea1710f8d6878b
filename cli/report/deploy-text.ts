import type { AgentRun } from "../agent/agent-run.ts";
import type { DeployReport, Step } from "../deploy/deploy-report.ts";
import type { HostPrograms } from "../deploy/host-programs.ts";
import type { Plan } from "../deploy/plan.ts";
import type { Answer } from "../smoke/check.ts";
import { ansiColours, type Colours, noColours } from "./colours.ts";
import { formatSeconds } from "./duration.ts";
import { escapeControl } from "./escape-control.ts";
import { summaryLine } from "./lint-text.ts";
import { planSummary } from "./plan-text.ts";
import type { TextStyle } from "./report.ts";
import { formatAnswer } from "./smoke-text.ts";

/** A deploy for a person: its steps, what they found, and why it stopped where it did. */
export function formatDeploy(report: DeployReport, style: TextStyle): string {
  const colours = style.color ? ansiColours : noColours;
  const blocks = [
    headline(report, colours),
    report.steps.map((step) => formatStep(step, style)).join("\n"),
    findingLines(report),
    report.plan === undefined ? "" : planLines(report.plan),
    report.agent.map((run) => formatRun(run, colours)).join("\n"),
    report.programs.map(programLines).join("\n"),
    answerLines(report.smoke, style),
    failureLines(report, colours),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** One step as it stands in the summary and as it is told when it ends; without a line end. */
export function formatStep({ name, status, seconds, summary }: Step, { color }: TextStyle): string {
  const colours = color ? ansiColours : noColours;
  const text = `${name.padEnd(7)} ${escapeControl(summary)}`;
  if (status === "skipped") return colours.dim(`- ${text}`);
  const sign = status === "done" ? colours.green("✓") : colours.red("✗");
  return `${sign} ${text} ${colours.dim(`(${formatSeconds(seconds)})`)}`;
}

function headline({ service, context, outcome, seconds, id }: DeployReport, colours: Colours) {
  const ending = outcome === "done" ? colours.green("done") : colours.red("failed");
  const what = colours.bold(`${escapeControl(service)} to ${escapeControl(context)}`);
  return `${what}: ${ending} in ${formatSeconds(seconds)}, report ${escapeControl(id)}`;
}

function findingLines({ findings }: DeployReport): string {
  if (findings.length === 0) return "";
  const of = (wanted: string) => findings.filter(({ severity }) => severity === wanted).length;
  const lines = findings.map(
    ({ severity, rule, file, line, column, message }) =>
      `  ${escapeControl(file)}:${line}:${column}: ${severity}: ${escapeControl(message)} [${rule}]`,
  );
  const summary = summaryLine({
    files: new Set(findings.map(({ file }) => file)).size,
    errors: of("error"),
    warnings: of("warning"),
    infos: of("info"),
  });
  return [`Lint: ${summary}`, ...lines].join("\n");
}

function planLines(plan: Plan): string {
  const notes = (plan.notes ?? []).map((note) => `  note: ${escapeControl(note)}`);
  return [planSummary(plan), ...notes].join("\n");
}

/** Each host's answers below its name, where there is more than one. */
function answerLines(answers: readonly Answer[], style: TextStyle): string {
  const byHost = [...Map.groupBy(answers, ({ host }) => host)];
  return byHost
    .flatMap(([host, group]) => [
      ...(byHost.length > 1 && host !== undefined ? [escapeControl(host)] : []),
      ...group.map((answer) => formatAnswer(answer, style)),
    ])
    .join("\n");
}

function formatRun(run: AgentRun, colours: Colours): string {
  const sign = run.ok ? colours.green("✓") : colours.red("✗");
  const head = `${sign} Puppet on ${escapeControl(run.host)}: ${run.outcome}, ${run.changed} changed, ${run.failed} failed (${formatSeconds(run.seconds)})`;
  if (run.ok) return head;
  const resources = run.failedResources.map(({ resource, message }) =>
    escapeControl(`${resource}: ${message}`),
  );
  return [head, ...[escapeControl(run.detail), ...resources].map((line) => `    ${line}`)].join(
    "\n",
  );
}

function programLines({ host, versions, image }: HostPrograms): string {
  const words = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const lines = [words.join(", "), image ?? ""].filter((line) => line !== "");
  return [`On ${host}:`, ...lines.map((line) => `    ${line}`)].map(escapeControl).join("\n");
}

function failureLines({ failure }: DeployReport, colours: Colours): string {
  if (failure === undefined) return "";
  const hint = failure.hint === undefined ? [] : [`  Try: ${escapeControl(failure.hint)}`];
  return [colours.red(`Stopped: ${escapeControl(failure.message)}`), ...hint].join("\n");
}
