import { resolve } from "node:path";
import type { Plan } from "../deploy/plan.ts";
import type { DiffStyle } from "../report/plan-text.ts";
import type { Command, CommandContext } from "./command.ts";
import { publishSecretOption, renderAndLint } from "./plan-options.ts";
import { chooseService, openEnc, openSite, printJson } from "./wiring.ts";

export const planCommand: Command = {
  name: "plan",
  summary: "show what pushing a service would change; writes nothing",
  description:
    "Compares the rendered text with what the ENC holds, in three layers: the stored text, Puppet's data on each host, and the files and units that follow. Writes nothing.",
  args: [
    { name: "[service]", description: "a service of the site; its only one where there is one" },
  ],
  options: [
    { flags: "-o, --output <plan>", description: "keep the plan for push, in a file of mode 0600" },
    { flags: "--exit-code", description: "exit with 1 where there are changes" },
    {
      flags: "--diff <style>",
      description: "how to show changes",
      choices: ["text", "structured", "json", "side-by-side"],
      default: "text",
    },
    publishSecretOption,
  ],
  examples: [
    { line: "kaskctl plan sessionstore", does: "shows the changes" },
    {
      line: "kaskctl plan sessionstore -o next.plan.json",
      does: "keeps the plan, to be pushed within an hour",
    },
  ],

  async run([name], options, context) {
    const plan = await planOf(name, options, context);
    const { globals, terminal, world } = context;
    if (typeof options["output"] === "string") {
      const { savePlan } = await import("../deploy/plan-file.ts");
      await savePlan(plan, resolve(world.cwd, options["output"]));
      world.progress(`The plan is in ${options["output"]}; it may be pushed within an hour.`);
    }
    if (globals.json) {
      const { planJson } = await import("../report/plan-json.ts");
      printJson(context, planJson(plan));
    } else {
      const { formatPlan } = await import("../report/plan-text.ts");
      const { color, columns: width } = terminal;
      terminal.print(
        formatPlan(plan, {
          style: options["diff"] as DiffStyle,
          verbose: globals.verbosity > 0,
          color,
          width,
        }),
      );
    }
    const { hasChanges } = await import("../deploy/plan.ts");
    return options["exitCode"] === true && hasChanges(plan) ? 1 : 0;
  },
};

async function planOf(
  name: unknown,
  options: Readonly<Record<string, unknown>>,
  context: CommandContext,
): Promise<Plan> {
  const { world } = context;
  const site = await openSite(context);
  const service = chooseService(site, name);
  const { planOfSite } = await import("../deploy/plan-of-site.ts");
  const { rendered, findings } = await renderAndLint(service, options, { site, context });
  const enc = await openEnc(site.context, world);
  return planOfSite({ site, service, rendered, findings, enc, world });
}
