import { lintText } from "../../../cli/lint/lint.ts";
import type { Finding, Target } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";

/** Every rule's findings in a text. */
export function lint(
  text: string,
  target: Target = "horizon",
  file = "x.yaml",
): readonly Finding[] {
  return lintText({ text, file, target, rules });
}

/** Findings as `line:column rule`, for tables. */
export function places(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ line, column, rule }) => `${line}:${column} ${rule}`);
}
