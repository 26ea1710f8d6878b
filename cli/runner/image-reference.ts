/** The parts of a container image's name. */
export interface ImageReference {
  /** `docker-registry.wikimedia.org`, with its port where it has one. */
  readonly registry: string | undefined;
  /** `wikimedia`, or several levels: `repos/mediawiki/services`. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly tag: string | undefined;
}

const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const path = new RegExp(`^${component}(?:/${component})*$`);
const tagText = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const registryText = /^[A-Za-z0-9.-]+(?::[0-9]+)?$/;

/** The parts of `[registry/][namespace/]name[:tag]`, or undefined where Docker would refuse the text. */
export function parseImageReference(text: string): ImageReference | undefined {
  const slash = text.indexOf("/");
  const first = text.slice(0, Math.max(0, slash));
  // Docker's own rule: only a dot, a colon or "localhost" makes the first part a registry.
  const registry = /[.:]/.test(first) || first === "localhost" ? first : undefined;
  const rest = registry === undefined ? text : text.slice(slash + 1);
  const [repository = "", tag, ...more] = rest.split(":");
  if (more.length > 0 || !path.test(repository)) return undefined;
  if (tag !== undefined && !tagText.test(tag)) return undefined;
  if (registry !== undefined && !registryText.test(registry)) return undefined;
  const parts = repository.split("/");
  const name = parts.pop() ?? "";
  return { registry, namespace: parts.length > 0 ? parts.join("/") : undefined, name, tag };
}

/** `[registry/][namespace/]name[:tag]`; a part that is an empty string keeps its slash, as in Puppet. */
export function formatImageReference(image: ImageReference): string {
  const parts = [image.registry, image.namespace, image.name].filter((part) => part !== undefined);
  return image.tag === undefined ? parts.join("/") : `${parts.join("/")}:${image.tag}`;
}
