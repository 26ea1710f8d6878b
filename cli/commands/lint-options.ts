import { KaskctlError } from "../base/errors.ts";
import type { Rule, Severity } from "../lint/rule.ts";
import type { CommandOption } from "./command.ts";
import { findById } from "./find-by-id.ts";

/** From which severity on a finding fails the command. */
export const failOnOption: CommandOption = {
  flags: "--fail-on <severity>",
  description: "the least severity that fails",
  choices: ["error", "warning", "info"],
  default: "error",
};

/** Another severity for a rule. */
export const ruleOption: CommandOption = {
  flags: "--rule <id=severity>",
  description: "weigh a rule anew: off, info, warning or error",
  repeatable: true,
};

const severities = ["off", "info", "warning", "error"] as const;

/**
 * What `--rule ID=SEVERITY` words say, by rule.
 * @throws {KaskctlError} wrong-use, unknown-rule
 */
export function severitiesOf(
  words: unknown,
  rules: readonly Rule[],
): ReadonlyMap<string, Severity | "off"> {
  return new Map(
    ((words as readonly string[] | undefined) ?? []).map((word) => {
      const [id = "", ...rest] = word.split("=");
      const wanted = rest.join("=");
      findById(rules, id, { code: "unknown-rule", noun: "rule" });
      const severity = severities.find((each) => each === wanted);
      if (severity) return [id, severity] as const;
      throw new KaskctlError("wrong-use", `Cannot weigh ${id} as ${JSON.stringify(wanted)}.`, {
        hint: `Say --rule ${id}= and one of: ${severities.join(", ")}.`,
      });
    }),
  );
}
