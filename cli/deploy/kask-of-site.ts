import { KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import type { HieraMap } from "../hiera/value.ts";
import type { ServiceDefinition } from "../runner/service-docker.ts";
import type { Service } from "../site/site.ts";
import { renderOfSite } from "./render-of-site.ts";
import { kaskAmong, servicesOfData } from "./services-of-data.ts";

/** A Kask, and the Hiera data that makes it. */
export interface KaskOfSite {
  readonly kask: ServiceDefinition;
  readonly data: HieraMap;
}

/**
 * The Kask that a service of the site runs, as its rendered text says.
 * @throws {KaskctlError} wrong-use where it runs none; what rendering throws
 */
export async function kaskOfSite(
  service: Service,
  templatesFolder: string,
  world: World,
): Promise<KaskOfSite> {
  const { data } = await renderOfSite({ service, templatesFolder, world, publish: "all" });
  const kask = kaskAmong(servicesOfData(data));
  if (kask) return { kask, data };
  throw new KaskctlError("wrong-use", `The service ${service.name} runs no Kask.`, {
    hint: "Name a service whose template runs one, as sessionstore or echostore.",
  });
}
