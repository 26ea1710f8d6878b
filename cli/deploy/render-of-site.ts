import type { Secret } from "../base/secret.ts";
import type { World } from "../base/world.ts";
import { type Rendered, renderService } from "../render/render.ts";
import type { Publish } from "../render/resolve-values.ts";
import { loadTemplate } from "../render/template.ts";
import { resolveSecret } from "../site/secrets.ts";
import type { Service } from "../site/site.ts";

/** What to render of a site. */
export interface RenderOfSiteRequest {
  readonly service: Service;
  readonly templatesFolder: string;
  readonly world: World;
  /** Words `name=value`, as `--set` takes them. */
  readonly sets?: readonly string[];
  readonly publish: Publish;
}

/** A rendered service, and the secrets that were resolved for it. */
export interface RenderedOfSite extends Rendered {
  readonly secrets: readonly Secret[];
}

/**
 * The Hiera text of a service of the site, with the secrets that may be in it.
 * @throws {KaskctlError} what loading the template, rendering and resolving secrets throw
 */
export async function renderOfSite(request: RenderOfSiteRequest): Promise<RenderedOfSite> {
  const { service, templatesFolder, world, sets = [], publish } = request;
  const secrets: Secret[] = [];
  const rendered = await renderService({
    template: await loadTemplate(service.template, templatesFolder),
    hosts: service.hosts,
    values: service.values,
    ...(service.valuePlaces && { valuePlaces: service.valuePlaces }),
    sets,
    publish,
    resolveSecret: async (reference) => {
      const secret = await resolveSecret(reference, world);
      secrets.push(secret);
      return secret;
    },
  });
  return { ...rendered, secrets };
}
