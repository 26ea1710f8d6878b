/** Gerrit's image; the name under which `service::docker` also finds Kask's config. */
const gerritName = "mediawiki-services-kask";

/** GitLab's image, whose name says little without its folder. */
const gitlabName = "kask";
const gitlabNamespace = "repos/mediawiki/services";

/**
 * Whether an image is Kask's, by its name and its folder in the registry.
 * @see mediawiki-services-kask/.pipeline/blubber.yaml
 */
export function isKaskImage(name: string, namespace: string | undefined): boolean {
  return name === gerritName || (name === gitlabName && namespace === gitlabNamespace);
}
