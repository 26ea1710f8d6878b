import type { LintOptions } from "../lint.ts";
import type { Rule } from "../rule.ts";
import { causes } from "./causes.ts";

type RuleChoice = Pick<LintOptions, "rules" | "severities" | "settings">;

const explaining: ReadonlySet<string> = new Set(causes);

/** The rules that look at texts: those that are shown, and the causes that others leave a mistake to. */
export function askedRules(choice: RuleChoice): readonly Rule[] {
  const shown = new Set(shownRules(choice));
  return choice.rules.filter((rule) => shown.has(rule) || explaining.has(rule.id));
}

/** The rules that somebody may want to see in some text: all that are not off everywhere. */
export function shownRules({ rules, severities, settings }: RuleChoice): readonly Rule[] {
  return rules.filter(({ id }) => {
    const asked = severities?.get(id);
    if (asked !== undefined) return asked !== "off";
    if (settings?.rules[id] !== "off") return true;
    return settings.overrides.some((override) => (override.rules[id] ?? "off") !== "off");
  });
}
