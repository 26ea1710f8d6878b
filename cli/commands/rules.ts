import type { Command } from "./command.ts";
import { findById } from "./find-by-id.ts";
import { printJson } from "./wiring.ts";

export const rulesCommand: Command = {
  name: "rules",
  summary: "list the lint rules, or explain one",
  args: [{ name: "[id]", description: "a rule, as in yaml/duplicate-key" }],
  examples: [
    { line: "kaskctl rules", does: "lists every rule" },
    { line: "kaskctl rules yaml/psych-symbol", does: "says why a leading colon is fatal" },
  ],

  async run([id], _options, context) {
    const { rules } = await import("../lint/rules/index.ts");
    const { ruleUrl } = await import("../lint/rule-url.ts");
    const { formatRule, formatRules, ruleJson } = await import("../report/rules-text.ts");
    const chosen =
      id === undefined
        ? undefined
        : findById(rules, String(id), { code: "unknown-rule", noun: "rule" });
    if (context.globals.json) {
      const told = (chosen ? [chosen] : rules).map((rule) => ruleJson(rule, ruleUrl(rule.id)));
      printJson(context, { rules: told });
    } else {
      context.terminal.print(chosen ? formatRule(chosen) : formatRules(rules));
    }
    return 0;
  },
};
