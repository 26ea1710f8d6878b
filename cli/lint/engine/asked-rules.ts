import type { LintOptions } from "../lint.ts";
import type { Rule } from "../rule.ts";

/** The rules that somebody may want to see in some text: only what is off everywhere is not asked. */
export function askedRules({ rules, severities, settings }: LintOptions): readonly Rule[] {
  return rules.filter(({ id }) => {
    const asked = severities?.get(id);
    if (asked !== undefined) return asked !== "off";
    if (settings?.rules[id] !== "off") return true;
    return settings.overrides.some((override) => (override.rules[id] ?? "off") !== "off");
  });
}
