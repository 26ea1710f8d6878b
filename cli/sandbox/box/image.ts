import type { World } from "../../base/world.ts";
import { docker } from "./docker-engine.ts";
import type { BoxPlace } from "./place.ts";

/** The image of which instances are made, by its name in the box's engine. */
export const instanceImage = "kaskctl/instance";

/** Makes the image of a root file system. */
export async function importInstanceImage(
  rootfs: string,
  place: BoxPlace,
  world: World,
): Promise<void> {
  // Overlay upon overlay does not work: the inner engine needs a volume.
  const changes = ["VOLUME /var/lib/docker", "ENV container=docker", 'CMD ["/sbin/init"]'];
  const words = changes.flatMap((change) => ["--change", change]);
  await docker(place, world, "import", ...words, rootfs, instanceImage);
}
