import type { HostFacts, Rule, RuleExample } from "../lint/rule.ts";
import { escapeControl } from "./escape-control.ts";

/** A titled part of a rule's page; `code` is text to be shown as it is. */
export interface RuleSection {
  readonly title: string;
  readonly text: string;
  readonly kind: "prose" | "code";
}

/** What the page of a rule holds, in order; `kaskctl rules ID` and the reference share it. */
export function ruleSections(rule: Rule): readonly RuleSection[] {
  const bad = rule.bad.target === "tree" ? "Bad (in a tree)" : "Bad";
  return [
    { title: "What it finds", text: rule.summary, kind: "prose" },
    { title: "Why", text: rule.why, kind: "prose" },
    { title: bad, text: shownText(rule.bad), kind: "code" },
    { title: "Good", text: shownText(rule.good), kind: "code" },
    { title: "Fix", text: fixText(rule), kind: "prose" },
    { title: "Targets", text: rule.targets.join(", "), kind: "prose" },
    { title: "Source", text: rule.source, kind: "prose" },
    { title: "Since", text: rule.since, kind: "prose" },
  ];
}

/** An example as pages show it; with files beside it, each under its name. */
export function shownText(example: RuleExample): string {
  const { text, shown = text, file, host, beside = {}, manifests = {} } = example;
  const others = Object.entries({ ...beside, ...manifests });
  const heading = [...(file === undefined ? [] : [`# ${file}`]), ...hostLines(host)];
  const parts = [
    [...heading, shown].join("\n"),
    ...others.map(([name, content]) => `# ${name}\n${content}`),
  ];
  return parts.join("\n");
}

function hostLines({ project, fqdns, roles }: HostFacts = {}): readonly string[] {
  return [
    ...(project === undefined ? [] : [`# of the project ${project}`]),
    ...(fqdns === undefined ? [] : [`# for ${fqdns.join(", ")}`]),
    ...(roles === undefined ? [] : [`# with ${roles.join(", ")}`]),
  ];
}

const flags = { safe: "--fix", unsafe: "--fix-unsafe" } as const;

function fixText({ fix }: Rule): string {
  if (fix === undefined) return "None; what to write only you know.";
  return `${fix.does} (\`${flags[fix.safety]}\`)`;
}

/** Every rule as a row: id, severity, targets, how it is fixed, summary. */
export function formatRules(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => [
    rule.id,
    rule.severity,
    rule.targets.join(" "),
    rule.fix ? flags[rule.fix.safety] : "",
    rule.summary,
  ]);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("");
}

/** One rule with everything that is known about it. */
export function formatRule(rule: Rule): string {
  const parts = ruleSections(rule).map(({ title, text, kind }) => {
    const lines = kind === "code" ? text.trimEnd().split("\n") : [text];
    return `${title}\n${lines.map((line) => `  ${escapeControl(line)}`.trimEnd()).join("\n")}`;
  });
  return `${rule.id} (${rule.severity})\n\n${parts.join("\n\n")}\n`;
}

/** The JSON of one rule, as `rules --json` lists it: the rule without its code, and its page. */
export function ruleJson(rule: Rule, url: string) {
  const { check: _, checkTogether: __, bad, good, ...told } = rule;
  return { ...told, bad: exampleJson(bad), good: exampleJson(good), url };
}

function exampleJson({ shown, ...example }: RuleExample) {
  return shown === undefined ? example : { ...example, text: shown };
}
