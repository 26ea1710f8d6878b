import { KaskctlError } from "../base/errors.ts";
import { hostFactsOf } from "../deploy/host-facts.ts";
import { renderOfSite } from "../deploy/render-of-site.ts";
import type { HostFacts, Target } from "../lint/rule.ts";
import type { CommandContext } from "./command.ts";
import type { LintInput } from "./lint-inputs.ts";
import { openSite } from "./wiring.ts";

/** A text that a service would push, and what is known of its hosts. */
export interface RenderedInput extends LintInput {
  readonly host: HostFacts;
}

/**
 * The text of every service of the site, as it would be pushed: one with a resolved secret is refused,
 * and so never shown.
 * @throws {KaskctlError} what loading a site and rendering throw; wrong-use without a service
 */
export async function renderedInputs(
  target: Target,
  context: CommandContext,
): Promise<readonly RenderedInput[]> {
  const site = await openSite(context).catch((error: unknown) => {
    throw withPathHint(error);
  });
  const services = [...site.services.values()];
  if (services.length === 0) {
    throw new KaskctlError("wrong-use", `${site.file} has no service whose text could be linted.`, {
      hint: "Name a file or a folder, or add a service.",
    });
  }
  const { templatesFolder } = context.installation;
  const { world } = context;
  return Promise.all(
    services.map(async (service) => {
      const { text } = await renderOfSite({ service, templatesFolder, world, publish: [] }).catch(
        (error: unknown) => {
          throw withOwnHint(error, service.name);
        },
      );
      const host = hostFactsOf(service, site.context);
      const [prefix] = service.prefixes;
      const file = `${service.name} (rendered)`;
      return { file, text, target, host, ...(prefix && { prefix }) };
    }),
  );
}

/** What `push` takes, lint does not know: it never publishes. */
function withOwnHint(error: unknown, service: string): unknown {
  if (!(error instanceof KaskctlError) || error.code !== "secret-published") return error;
  return new KaskctlError(error.code, error.message, {
    cause: error,
    hint: `Keep the value on the puppetserver and write { hiera: KEY }. Where it is meant: kaskctl render ${service} | kaskctl lint -`,
  });
}

/** Who forgot the path need not have a site, nor one with more than `lint`. */
function withPathHint(error: unknown): unknown {
  if (!(error instanceof KaskctlError) || !/^site-/u.test(error.code)) return error;
  return new KaskctlError(error.code, error.message, {
    cause: error,
    hint: `Name a file or a folder to lint, or - for stdin; without one, what the services of the site would push is linted. ${error.hint ?? ""}`,
  });
}
