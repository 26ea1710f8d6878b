import type { LintChoices } from "../deploy/plan-of-site.ts";
import type { RenderedOfSite } from "../deploy/render-of-site.ts";
import type { Finding } from "../lint/rule.ts";
import type { Service, Site } from "../site/site.ts";
import type { CommandContext, CommandOption } from "./command.ts";

/** Allows a resolved secret to go to the ENC. */
export const publishSecretOption: CommandOption = {
  flags: "--publish-secret <parameter>",
  description: "let this parameter's secret go to the ENC, which is public",
  repeatable: true,
};

/** The parameters that `--publish-secret` names. */
export function publishedParameters(options: Readonly<Record<string, unknown>>): readonly string[] {
  return (options["publishSecret"] as readonly string[] | undefined) ?? [];
}

/**
 * The text that a service would push, and what lint says of it.
 * @throws {KaskctlError} secret-published, and what rendering throws
 */
export async function renderAndLint(
  service: Service,
  options: Readonly<Record<string, unknown>>,
  { site, context }: { readonly site: Site; readonly context: CommandContext },
): Promise<{ readonly rendered: RenderedOfSite; readonly findings: readonly Finding[] }> {
  const { installation, world } = context;
  const { templatesFolder } = installation;
  const { lintRendered } = await import("../deploy/plan-of-site.ts");
  const { renderOfSite } = await import("../deploy/render-of-site.ts");
  const publish = publishedParameters(options);
  const rendered = await renderOfSite({ service, templatesFolder, world, publish });
  const choices = await lintChoices(context);
  return { rendered, findings: lintRendered(service, rendered, site.context, choices) };
}

/**
 * What `kaskctl lint` would ask of a rendered text, so that what it passes is not refused later.
 * @throws {KaskctlError} signatures-invalid, site-invalid
 */
export async function lintChoices(context: CommandContext): Promise<LintChoices> {
  const { lintSetup } = await import("./lint-setup.ts");
  const { settings, signatures } = (await lintSetup([], {}, context)).lint;
  return { ...(settings && { settings }), ...(signatures && { signatures }) };
}
