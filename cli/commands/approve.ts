import { KaskctlError } from "../base/errors.ts";
import type { Plan } from "../deploy/plan.ts";
import type { Context } from "../site/site.ts";
import type { CommandContext } from "./command.ts";

/**
 * Has a plan confirmed: by `--yes`, or by a person. For several hosts their number must be typed,
 * in a protected context its name; `--yes` does not stand for the latter.
 * @throws {KaskctlError} needs-confirmation, not-confirmed
 */
export async function approve(
  plan: Pick<Plan, "hosts">,
  { name, protected: isProtected }: Context,
  { globals, terminal }: CommandContext,
): Promise<void> {
  if (globals.yes && !isProtected) return;
  const { wanted, question } = confirmation(plan, isProtected ? name : undefined);
  if (!terminal.interactive) {
    throw new KaskctlError(
      "needs-confirmation",
      `Cannot apply the plan to context ${name}: nobody is here to confirm it.`,
      {
        hint: isProtected
          ? "Run it on a terminal, without --json and --no-input: the context is protected."
          : "Say --yes.",
      },
    );
  }
  const answer = (await terminal.ask(question)).trim();
  if (answer === wanted) return;
  throw new KaskctlError("not-confirmed", `Not confirmed: ${answer || "nothing"} was typed.`, {
    hint: "Nothing was changed.",
  });
}

function confirmation(
  { hosts }: Pick<Plan, "hosts">,
  contextName: string | undefined,
): { readonly wanted: string; readonly question: string } {
  if (contextName !== undefined) {
    return { wanted: contextName, question: `Type the context's name (${contextName}) to apply: ` };
  }
  if (hosts.length > 1) {
    const wanted = String(hosts.length);
    return { wanted, question: `Type the number of hosts (${wanted}) to apply: ` };
  }
  return { wanted: "yes", question: "Apply? Type yes: " };
}
