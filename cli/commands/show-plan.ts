import type { Plan } from "../deploy/plan.ts";
import type { CommandContext } from "./command.ts";

/** Shows a plan before it is confirmed. It goes to stderr: stdout is for what became of it. */
export async function showPlan(
  plan: Plan,
  { world, terminal, globals }: CommandContext,
): Promise<void> {
  const { formatPlan } = await import("../report/plan-text.ts");
  const verbose = globals.verbosity > 0;
  world.progress(
    formatPlan(plan, { style: "text", verbose, color: false, width: terminal.columns }),
  );
}
