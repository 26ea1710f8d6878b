import type { World } from "../../base/world.ts";
import { boxDocker } from "./docker-engine.ts";
import type { BoxPlace } from "./place.ts";

/** The image of which instances are made, by its name in the box's engine. */
export const instanceImage = "kaskctl/instance";

/**
 * What an instance starts with. Docker's own Engine in it must see all of /proc, and systemd would set what is
 * the whole machine's there, such as fs.file-max; the network's settings are the instance's own.
 */
const start = [
  "mount --bind /proc/sys /proc/sys",
  "mount -o remount,bind,ro /proc/sys",
  "mount --bind /proc/sys/net /proc/sys/net",
  "mount -o remount,bind,rw /proc/sys/net",
  "exec /sbin/init",
].join(" && ");

/** Makes the image of a root file system. */
export async function importInstanceImage(
  rootfs: string,
  place: BoxPlace,
  world: World,
): Promise<void> {
  // Overlay upon overlay does not work: the inner engine needs a volume.
  const command = `CMD ${JSON.stringify(["/bin/sh", "-c", start])}`;
  const changes = ["VOLUME /var/lib/docker", "ENV container=docker", command];
  await boxDocker(place, world).importTar(rootfs, instanceImage, changes);
}
