import { isKaskImage } from "../../service/contract/kask-image.ts";
import { KaskctlError } from "../base/errors.ts";
import { toPlain } from "../hiera/plain.ts";
import type { HieraMap } from "../hiera/value.ts";
import { serviceDefinitions } from "../runner/service-definitions.ts";
import type { ServiceDefinition } from "../runner/service-docker.ts";

/**
 * The services that a Hiera config runs.
 * @throws {KaskctlError} value-invalid where Puppet would refuse one
 */
export function servicesOfData(data: HieraMap): readonly ServiceDefinition[] {
  const serviceDefs = data.get("profile::docker::runner::service_defs");
  if (serviceDefs === undefined) return [];
  const { definitions, problems } = serviceDefinitions(toPlain(serviceDefs));
  if (problems.length > 0) {
    throw new KaskctlError(
      "value-invalid",
      `Puppet would refuse the services: ${problems.join("; ")}.`,
      {
        hint: "Correct the values of the site file or the template.",
      },
    );
  }
  return definitions;
}

/** The first Kask among the services. */
export function kaskAmong(services: readonly ServiceDefinition[]): ServiceDefinition | undefined {
  return services.find(({ imageName }) => isKaskImage(imageName));
}
