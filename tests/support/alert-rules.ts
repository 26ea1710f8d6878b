import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { root } from "../../scripts/support/root.ts";

/** One rule of `docs/prometheus/kask.rules.yaml`. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export const alertRulesFile: string = join(root, "docs/prometheus/kask.rules.yaml");

/** The alert rules, in their order. */
export function alertRules(): readonly AlertRule[] {
  const { groups } = load(readFileSync(alertRulesFile, "utf8")) as {
    readonly groups: readonly { readonly rules: readonly AlertRule[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
}

/** The names of metrics in a query: words that have a label filter, a range, or an underscore. */
export function metricsIn(query: string): readonly string[] {
  const words = query
    .replace(/"[^"]*"/g, '""')
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, "")
    .replace(/\{[^}]*\}/g, "{}")
    .matchAll(/[a-zA-Z_:][\w:]*(?=\s*(?:\{|\[|\)|$|[-+*/=<>!]))/g);
  const known = new Set(["bool", "and", "or", "unless"]);
  return [...new Set([...words].map(([word]) => word))].filter(
    (word) => !known.has(word) && !/^(?:m|s|h)$/.test(word),
  );
}
