import { KaskctlError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import type { Check } from "../smoke/check.ts";
import type { Command } from "./command.ts";
import { printJson } from "./wiring.ts";

export const checksCommand: Command = {
  name: "checks",
  summary: "list the smoke checks, or explain one",
  args: [{ name: "[id]", description: "a check, as in delete-idempotent" }],
  examples: [
    { line: "kaskctl checks", does: "lists every check" },
    { line: "kaskctl checks config-drift", does: "says what is compared with what, and why" },
  ],

  async run([id], _options, context) {
    const { checks } = await import("../smoke/checks/index.ts");
    const { checkJson, formatCheck, formatChecks } = await import("../report/checks-text.ts");
    const chosen = id === undefined ? undefined : find(checks, String(id));
    if (context.globals.json) {
      printJson(context, { checks: (chosen ? [chosen] : checks).map(checkJson) });
    } else {
      context.terminal.print(chosen ? formatCheck(chosen) : formatChecks(checks));
    }
    return 0;
  },
};

/** @throws {KaskctlError} unknown-check */
function find(checks: readonly Check[], id: string): Check {
  const check = checks.find((each) => each.id === id);
  if (check) return check;
  const ids = checks.map((each) => each.id);
  throw new KaskctlError("unknown-check", `There is no check ${id}.`, {
    hint: didYouMean(id, ids),
  });
}
