import type { Rule } from "../lint/rule.ts";
import type { Command } from "./command.ts";
import { findById } from "./find-by-id.ts";
import { printJson } from "./wiring.ts";

export const rulesCommand: Command = {
  name: "rules",
  summary: "list the lint rules, those of a family, or explain one",
  description:
    "Lists the lint rules, those of a family, or explains one. The severity is that of most findings of a rule: one that surely stops a host, or surely does not, may weigh more or less.",
  args: [
    { name: "[id]", description: "a rule, as in yaml/duplicate-key, or a family, as in yaml" },
  ],
  examples: [
    { line: "kaskctl rules", does: "lists every rule" },
    { line: "kaskctl rules yaml/psych-symbol", does: "says why a leading colon is fatal" },
  ],

  async run([id], _options, context) {
    const { rules } = await import("../lint/rules/index.ts");
    const { ruleUrl } = await import("../lint/rule-url.ts");
    const { formatRule, formatRules, ruleJson } = await import("../report/rules-text.ts");
    const listed = id === undefined ? rules : familyOf(rules, String(id));
    const chosen =
      listed.length > 0
        ? listed
        : [findById(rules, String(id), { code: "unknown-rule", noun: "rule" })];
    if (context.globals.json) {
      printJson(context, { rules: chosen.map((rule) => ruleJson(rule, ruleUrl(rule.id))) });
    } else {
      context.terminal.print(
        listed.length > 0 ? formatRules(listed) : chosen.map(formatRule).join(""),
      );
    }
    return 0;
  },
};

/** The rules of `yaml` or `yaml/`; none where that is no family. */
function familyOf(rules: readonly Rule[], word: string): readonly Rule[] {
  const family = `${word.replace(/\/$/u, "")}/`;
  return rules.filter(({ id }) => id.startsWith(family));
}
