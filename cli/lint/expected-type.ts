import type { RuleContext } from "./rule.ts";
import type { Visit } from "./survey.ts";

/**
 * Whether the place of a value takes a String and nothing that the value is read as: then an unquoted
 * `yes` or `1.10` there is an error and no matter of taste. False where the type is not known.
 */
export function wantsString(_visited: Visit, _context: RuleContext): boolean {
  return false;
}
