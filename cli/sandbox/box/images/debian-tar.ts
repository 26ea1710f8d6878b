import type { World } from "../../../base/world.ts";
import { keptTar, type TarPlace } from "../kept-tar.ts";

/** Of an image nobody reads these. */
const leftOut = [
  "/usr/share/doc/*",
  "/usr/share/info/*",
  "/usr/share/locale/*",
  "/usr/share/man/*",
];

/**
 * A tar of the smallest Debian with these packages in it: the kept one, or a new one that is then kept.
 * @throws {KaskctlError} sandbox-failed, interrupted
 */
export function debianTar(
  packages: readonly string[],
  place: TarPlace,
  world: World,
): Promise<string> {
  const options = [
    "--variant=essential",
    `--include=${packages.join()}`,
    ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
  ];
  const recipe = {
    purpose: "make a Debian for the images",
    announcement: "Unpacking a Debian for the images; it is kept for the next box …",
    name: "debian",
    contents: JSON.stringify(options),
    options,
  };
  return keptTar(recipe, place, world);
}
