import { resolve } from "node:path";
import type { Plan } from "../deploy/plan.ts";
import type { PushInput, PushResult } from "../deploy/push.ts";
import type { Enc } from "../enc/enc.ts";
import type { Site } from "../site/site.ts";
import { approve } from "./approve.ts";
import type { Command, CommandContext } from "./command.ts";
import { publishedParameters, publishSecretOption, renderAndLint } from "./plan-options.ts";
import { showPlan } from "./show-plan.ts";
import { chooseService, openEnc, openSite, printJson } from "./wiring.ts";

type Options = Readonly<Record<string, unknown>>;

export const pushCommand: Command = {
  name: "push",
  summary: "write a service's text and roles to the ENC",
  description:
    "Shows the plan, has it confirmed, compares the ENC with what the plan saw, writes, and reads back. Puppet applies it on its next run; deploy runs it at once.",
  args: [
    { name: "[what]", description: "a service of the site, or a plan file of `kaskctl plan -o`" },
  ],
  options: [publishSecretOption],
  examples: [
    { line: "kaskctl push next.plan.json --yes", does: "pushes what `kaskctl plan -o` kept" },
    { line: "kaskctl push sessionstore --yes", does: "pushes without asking" },
  ],

  async run([what], options, context) {
    const { world } = context;
    const site = await openSite(context);
    const enc = await openEnc(site.context, world);
    const { checkImages } = await import("../deploy/plan-of-site.ts");
    const { push } = await import("../deploy/push.ts");
    const { plan, ...published } = isPlanFile(what, site)
      ? await planOfFile(String(what), site, context)
      : await planOfService(what, options, { site, enc, context });
    await checkImages(plan, site.context, world);
    await showAndApprove(plan, site, context);
    const result = await push({ plan, enc: enc.uninterrupted(), clock: world.clock, ...published });
    if (context.globals.json) printJson(context, result);
    else context.terminal.print(resultText(result));
    return 0;
  },
};

/** A plan that lint lets pass, and what `push` must know of the secrets in it. */
type ToPush = Pick<PushInput, "plan" | "publishedSecrets" | "allowed">;

/** A service's name wins; anything else that looks like a file is a plan. */
function isPlanFile(what: unknown, { services }: Site): boolean {
  return typeof what === "string" && !services.has(what) && /[./]/.test(what);
}

async function planOfFile(path: string, site: Site, { world }: CommandContext): Promise<ToPush> {
  const { loadPlan } = await import("../deploy/plan-file.ts");
  const { refuseFindings } = await import("../deploy/plan-of-site.ts");
  const plan = await loadPlan(resolve(world.cwd, path), world.clock, site.context.name);
  refuseFindings(plan.findings, "error");
  // What may be published was asked when the plan was made.
  return { plan, publishedSecrets: [], allowed: [] };
}

async function planOfService(
  name: unknown,
  options: Options,
  {
    site,
    enc,
    context,
  }: { readonly site: Site; readonly enc: Enc; readonly context: CommandContext },
): Promise<ToPush> {
  const service = chooseService(site, name);
  const { planOfSite, refuseFindings } = await import("../deploy/plan-of-site.ts");
  const { rendered, findings } = await renderAndLint(service, options, { site, context });
  refuseFindings(findings, "error");
  const { world } = context;
  const plan = await planOfSite({ site, service, rendered, findings, enc, world });
  const { resolvedSecrets: publishedSecrets } = rendered;
  return { plan, publishedSecrets, allowed: publishedParameters(options) };
}

/**
 * A plan that changes nothing is shown, and needs no yes.
 * @throws {KaskctlError} needs-confirmation, not-confirmed, interrupted
 */
async function showAndApprove(plan: Plan, site: Site, context: CommandContext): Promise<void> {
  const { hasChanges } = await import("../deploy/plan.ts");
  await showPlan(plan, context);
  if (hasChanges(plan)) await approve(plan, site.context, context);
  context.world.signal.throwIfAborted();
}

function resultText({ written }: PushResult): string {
  if (written.length === 0) return "Nothing to write: the ENC holds this already.\n";
  const lines = written.map(({ prefix, sha256 }) => `${prefix}  sha256:${sha256}`);
  return `Written and read back:\n  ${lines.join("\n  ")}\n`;
}
