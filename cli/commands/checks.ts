import type { Command } from "./command.ts";
import { findById } from "./find-by-id.ts";
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
    const chosen =
      id === undefined
        ? undefined
        : findById(checks, String(id), { code: "unknown-check", noun: "check" });
    if (context.globals.json) {
      printJson(context, { checks: (chosen ? [chosen] : checks).map(checkJson) });
    } else {
      context.terminal.print(chosen ? formatCheck(chosen) : formatChecks(checks));
    }
    return 0;
  },
};
