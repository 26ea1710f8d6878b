/** What Kask's images are called: on Gerrit, under which `service::docker` also finds Kask's config, and on GitLab. */
export const kaskImageNames = { gerrit: "mediawiki-services-kask", gitlab: "kask" } as const;

/** Who builds an image of Kask. */
export type KaskHome = keyof typeof kaskImageNames;

/** The images of Kask that there are, with their folder in the registry. */
export const kaskImages: Readonly<Record<KaskHome, string>> = {
  gerrit: `wikimedia/${kaskImageNames.gerrit}`,
  gitlab: `repos/mediawiki/services/${kaskImageNames.gitlab}`,
};

/**
 * The file that Gerrit's image reads: its entry point is `./kask --config` with this path. What words
 * GitLab's images start with is not known.
 * @see mediawiki-services-kask/.pipeline/blubber.yaml
 */
export const gerritConfigFile = `/etc/${kaskImageNames.gerrit}/config.yaml`;

/** An image as `docker pull` names it, without registry and tag. */
export function imagePath(name: string, namespace: string | undefined): string {
  return namespace ? `${namespace}/${name}` : name;
}

/**
 * Whose Kask an image is, by its name, whatever folder of the registry it is looked for in; undefined
 * for other images.
 * @see mediawiki-services-kask/.pipeline/blubber.yaml
 */
export function kaskImageHome(name: string): KaskHome | undefined {
  const last = name.slice(name.lastIndexOf("/") + 1);
  if (last === kaskImageNames.gerrit) return "gerrit";
  return last === kaskImageNames.gitlab ? "gitlab" : undefined;
}

/** Whether an image is Kask's, by its name. */
export function isKaskImage(name: string): boolean {
  return kaskImageHome(name) !== undefined;
}
