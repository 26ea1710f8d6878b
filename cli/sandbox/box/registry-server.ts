import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../base/world.ts";
import type { BoxPlace } from "./place.ts";
import { startProgram, untilReady } from "./program.ts";

/** Where Docker looks for a registry whose name has no port, once nothing answers on 443. */
export const registryPort = 80;

/** The name that instances know it by: `service::docker` takes images from nowhere else. */
export const registryHost = "docker-registry.wikimedia.org";

/** The address at which the box's registry answers this machine and its instances. */
export function registryUrl({ gateway }: Pick<BoxPlace, "gateway">): string {
  return `http://${gateway}`;
}

/**
 * Starts Docker's registry on the box's bridge.
 * @throws {KaskctlError} sandbox-failed where it does not come up, interrupted
 */
export async function startRegistryServer(place: BoxPlace, world: World): Promise<void> {
  const config = join(place.folder, "registry.json");
  const settings = {
    version: "0.1",
    storage: {
      filesystem: { rootdirectory: join(place.folder, "registry") },
      delete: { enabled: true },
    },
    http: { addr: `${place.gateway}:${registryPort}` },
  };
  // JSON is YAML.
  await writeFile(config, JSON.stringify(settings));
  const program = startProgram(
    "docker-registry",
    ["docker-registry", "serve", config],
    place,
    world,
  );
  const answers = (signal: AbortSignal) =>
    world.fetch(`${registryUrl(place)}/v2/`, { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
  await untilReady(program, answers, { ...world, timeoutMs: 120_000 });
}
