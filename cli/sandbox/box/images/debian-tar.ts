import type { World } from "../../../base/world.ts";
import { type TarPlace, useKeptTar } from "../kept-tar.ts";

/** Of an image nobody reads these. */
const leftOut = [
  "/usr/share/doc/*",
  "/usr/share/info/*",
  "/usr/share/locale/*",
  "/usr/share/man/*",
];

/**
 * Lets `use` have a tar of the smallest Debian with these packages in it: the kept one, or a new one that is then kept.
 * @throws {KaskctlError} sandbox-failed, interrupted, what `use` throws
 */
export function useDebianTar(
  packages: readonly string[],
  place: TarPlace,
  world: World,
  use: (tar: string) => Promise<string>,
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
  return useKeptTar(recipe, place, world, use);
}
