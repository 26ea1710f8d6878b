import { KaskctlError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import type { Rule } from "../lint/rule.ts";
import type { Command } from "./command.ts";
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
    const { formatRule, formatRules, ruleJson } = await import("../report/rules-text.ts");
    const chosen = id === undefined ? undefined : find(rules, String(id));
    if (context.globals.json) {
      printJson(context, { rules: (chosen ? [chosen] : rules).map(ruleJson) });
    } else {
      context.terminal.print(chosen ? formatRule(chosen) : formatRules(rules));
    }
    return 0;
  },
};

/** @throws {KaskctlError} unknown-rule */
function find(rules: readonly Rule[], id: string): Rule {
  const rule = rules.find((each) => each.id === id);
  if (rule) return rule;
  const ids = rules.map((each) => each.id);
  throw new KaskctlError("unknown-rule", `There is no rule ${id}.`, { hint: didYouMean(id, ids) });
}
