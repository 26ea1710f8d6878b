import type { World } from "../base/world.ts";
import { type Rendered, renderService } from "../render/render.ts";
import type { Publish } from "../render/resolve-values.ts";
import { loadTemplate } from "../render/template.ts";
import { resolveSecret } from "../site/secrets.ts";
import type { Service } from "../site/site.ts";

/** What to render of a site. */
export interface PrepareRequest {
  readonly service: Service;
  readonly templatesFolder: string;
  readonly world: World;
  /** Words `name=value`, as `--set` takes them. */
  readonly sets?: readonly string[];
  readonly publish: Publish;
}

/**
 * The Hiera text of a service of the site, with the secrets that may be in it.
 * @throws {KaskctlError} what loading the template, rendering and resolving secrets throw
 */
export async function renderOfSite(request: PrepareRequest): Promise<Rendered> {
  const { service, templatesFolder, world, sets = [], publish } = request;
  return renderService({
    template: await loadTemplate(service.template, templatesFolder),
    hosts: service.hosts,
    values: service.values,
    sets,
    publish,
    resolveSecret: (reference) => resolveSecret(reference, world),
  });
}
