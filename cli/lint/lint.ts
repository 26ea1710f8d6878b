import type { HieraDocument, HieraNode } from "../hiera/document.ts";
import { parseHiera } from "../hiera/parse-hiera.ts";
import { lineIndex } from "../hiera/positions.ts";
import { refusals } from "./refusals.ts";
import type { Finding, Rule, RuleFinding, Severity, Target } from "./rule.ts";
import { ruleUrl } from "./rule-url.ts";

/** What to lint, and how. */
export interface LintOptions {
  readonly text: string;
  /** The name of the text in findings. */
  readonly file: string;
  readonly target: Target;
  readonly rules: readonly Rule[];
  /** By rule id; `off` silences a rule, and a severity stands for whatever the rule says. */
  readonly severities?: ReadonlyMap<string, Severity | "off">;
}

/**
 * Asks every rule of the target about a text. The findings are in the order of the text. A text
 * that is no YAML has no values to judge: then only `yaml/syntax` has something to say.
 */
export function lintText(options: LintOptions): readonly Finding[] {
  const { text, file, target } = options;
  const document = parseHiera(text);
  const context = { document, root: rootFor(document, target), target, file };
  const positionOf = lineIndex(text);
  const found: Found[] = [];
  for (const rule of options.rules) {
    const override = options.severities?.get(rule.id);
    if (override === "off" || !rule.targets.includes(target)) continue;
    for (const finding of rule.check(context)) {
      const own = finding.severity ?? rule.severity;
      found.push({ rule: rule.id, severity: override ?? own, own, finding });
    }
  }
  return withoutExplained(found)
    .sort(byPlace)
    .map(({ rule, severity, finding }) => {
      const start = positionOf(finding.span.start);
      const end = positionOf(finding.span.end);
      return {
        rule,
        severity,
        file,
        line: start.line,
        column: start.column,
        endLine: end.line,
        endColumn: end.column,
        message: shortened(finding.message),
        ...(finding.help === undefined ? {} : { help: finding.help }),
        path: finding.path ?? [],
        url: ruleUrl(rule),
      };
    });
}

interface Found {
  readonly rule: string;
  readonly severity: Severity;
  /** The severity before it was overridden. */
  readonly own: Severity;
  readonly finding: RuleFinding;
}

const longestMessage = 400;

/** A message may quote the text, and a text may be one line of a megabyte. */
function shortened(message: string): string {
  if (message.length <= longestMessage) return message;
  const half = longestMessage / 2;
  return `${message.slice(0, half)} … ${message.slice(-half)}`;
}

/** Psych takes the first of several YAML documents; PyYAML refuses them. */
function rootFor(document: HieraDocument, target: Target): HieraNode | undefined {
  if (refusals(document, target).length > 0) return undefined;
  if (target === "horizon" && document.roots.length > 1) return undefined;
  return document.roots[0];
}

/** One mistake gives one finding: a loader's complaint yields to the rule that knows the cause. */
function withoutExplained(found: readonly Found[]): Found[] {
  return found.filter(
    ({ rule, finding }) =>
      finding.unlessExplained === undefined ||
      !found.some(
        (other) =>
          other.rule !== rule &&
          other.own === "error" &&
          familyOf(other.rule) === familyOf(rule) &&
          other.finding.span.start <= finding.span.end &&
          other.finding.span.end >= finding.span.start,
      ),
  );
}

function familyOf(rule: string): string {
  return rule.slice(0, rule.indexOf("/"));
}

function byPlace(a: Found, b: Found): number {
  return (
    a.finding.span.start - b.finding.span.start ||
    a.finding.span.end - b.finding.span.end ||
    a.rule.localeCompare(b.rule, "en")
  );
}
