/** Gerrit's image; the name under which `service::docker` also finds Kask's config. */
const gerritName = "mediawiki-services-kask";

/** GitLab's image, whose name says little without its folder. */
const gitlabImage = "repos/mediawiki/services/kask";

/**
 * The file that Gerrit's image reads: its entry point is `./kask --config` with this path. What words
 * GitLab's images start with is not known.
 * @see mediawiki-services-kask/.pipeline/blubber.yaml
 */
export const gerritConfigFile = `/etc/${gerritName}/config.yaml`;

/**
 * Whose Kask an image is, by its name and its folder in the registry; undefined for other images.
 * @see mediawiki-services-kask/.pipeline/blubber.yaml
 */
export function kaskImageHome(
  name: string,
  namespace: string | undefined,
): "gerrit" | "gitlab" | undefined {
  const path = namespace ? `${namespace}/${name}` : name;
  if (path === gerritName || path.endsWith(`/${gerritName}`)) return "gerrit";
  return path === gitlabImage ? "gitlab" : undefined;
}

/** Whether an image is Kask's, by its name and its folder in the registry. */
export function isKaskImage(name: string, namespace: string | undefined): boolean {
  return kaskImageHome(name, namespace) !== undefined;
}
