import { KaskctlError } from "../base/errors.ts";
import { askOverHttp, type HttpAnswer } from "../base/http.ts";
import { didYouMean } from "../base/suggest.ts";
import type { World } from "../base/world.ts";

/** What is asked of a registry. */
export interface ImageQuestion {
  /** Where to ask, as `https://docker-registry.wikimedia.org`. */
  readonly registryUrl: string;
  /** `docker-registry.wikimedia.org/wikimedia/mediawiki-services-kask:v1.0.10` */
  readonly image: string;
  readonly world: World;
}

/** An image that the registry has. */
export interface FoundImage {
  /** `sha256:…`; undefined where the registry does not say. */
  readonly digest: string | undefined;
}

const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * Asks the registry for an image's manifest, anonymously: Puppet does not notice a tag that is not
 * there, and the unit then fails to start.
 * @throws {KaskctlError} image-tag-missing, registry-unreachable
 * @see distribution/distribution docs/content/spec/api.md, Pulling an Image Manifest
 */
export async function checkImage(question: ImageQuestion): Promise<FoundImage> {
  const { name, tag } = splitImage(question.image);
  const registry = createRegistry(question, name);
  const answer = await registry.ask("HEAD", `manifests/${tag}`);
  if (answer.status === 200) {
    return { digest: answer.headers.get("docker-content-digest") ?? undefined };
  }
  if (answer.status !== 404) throw unexpected(question, answer.status);
  throw missing(question, tag, await registry.tags());
}

interface Registry {
  ask(method: string, path: string): Promise<HttpAnswer>;
  /** Undefined where the registry has no such repository. */
  tags(): Promise<readonly string[] | undefined>;
}

function createRegistry({ registryUrl, image, world }: ImageQuestion, name: string): Registry {
  const base = `${registryUrl.replace(/\/+$/, "")}/v2/${name}`;
  const question = {
    doing: `check the image ${image}`,
    whom: "the registry",
    unreachable: "registry-unreachable",
    hint: "Check `registry_url` in the site file and your connection.",
  } as const;
  let authorization: string | undefined;
  const send = (method: string, url: string) =>
    askOverHttp(world, {
      ...question,
      method,
      url,
      headers: { accept: manifestTypes, ...(authorization ? { authorization } : {}) },
    });
  const ask = async (method: string, path: string) => {
    const url = path.startsWith("http") ? path : `${base}/${path}`;
    const answer = await send(method, url);
    const tokenUrl = answer.status === 401 ? challenge(answer) : undefined;
    if (!tokenUrl || authorization) return answer;
    const { body } = await askOverHttp(world, { ...question, url: tokenUrl });
    authorization = `Bearer ${tokenOf(body)}`;
    return send(method, url);
  };
  return { ask, tags: () => allTags(ask, base) };
}

/** `Bearer realm="…",service="…",scope="…"`: where an anonymous token is to be had. */
function challenge({ headers }: HttpAnswer): string | undefined {
  const header = headers.get("www-authenticate") ?? "";
  if (!/^bearer /i.test(header)) return undefined;
  const { realm, ...rest } = Object.fromEntries(
    [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  ) as Record<string, string>;
  if (!realm || !URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  for (const name of ["service", "scope"]) {
    const value = rest[name];
    if (value) url.searchParams.set(name, value);
  }
  return url.href;
}

function tokenOf(body: string): string {
  const answer = jsonOf(body) as { token?: string; access_token?: string } | undefined;
  return answer?.token ?? answer?.access_token ?? "";
}

/** A registry with endless pages must not keep anybody waiting. */
const mostPages = 100;

async function allTags(ask: Registry["ask"], base: string): Promise<readonly string[] | undefined> {
  const tags: string[] = [];
  let next: string | undefined = "tags/list";
  for (let page = 0; next !== undefined && page < mostPages; page++) {
    const answer = await ask("GET", next);
    if (answer.status !== 200) return page === 0 ? undefined : tags;
    const list = (jsonOf(answer.body) as { tags?: readonly unknown[] | null } | undefined)?.tags;
    tags.push(...(list ?? []).map(String));
    const link = /<([^>]*)>;\s*rel="?next"?/.exec(answer.headers.get("link") ?? "")?.[1];
    next = link === undefined ? undefined : sameOrigin(link, base);
  }
  return tags;
}

/** The token that was asked for belongs to this registry only. */
function sameOrigin(link: string, base: string): string | undefined {
  const url = new URL(link, base);
  return url.origin === new URL(base).origin ? url.href : undefined;
}

function missing(
  { image, registryUrl }: ImageQuestion,
  tag: string,
  tags: readonly string[] | undefined,
): KaskctlError {
  if (!tags) {
    return new KaskctlError(
      "image-tag-missing",
      `Cannot deploy ${image}: the registry at ${registryUrl} has no such image under any tag.`,
      { hint: "Check the template's namespace and image name." },
    );
  }
  const newest = tags.toSorted(byVersion).slice(-3).toReversed();
  return new KaskctlError(
    "image-tag-missing",
    `Cannot deploy ${image}: the registry at ${registryUrl} has no tag ${tag} of it. Tags that it has: ${tags.length}.`,
    { hint: `${nearest(tag, tags)}Newest: ${newest.join(", ") || "none"}.` },
  );
}

/** Only what is near: the whole list may have thousands. */
function nearest(tag: string, tags: readonly string[]): string {
  const words = didYouMean(tag, tags);
  return words.startsWith("Did you mean") ? `${words} ` : "";
}

/** `v1.0.10` after `v1.0.9`. */
function byVersion(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

function unexpected({ image, registryUrl }: ImageQuestion, status: number): KaskctlError {
  return new KaskctlError(
    "registry-unreachable",
    `Cannot check the image ${image}: the registry at ${registryUrl} answered ${status}.`,
    { hint: "Check `registry_url` in the site file; the registry must let anybody pull." },
  );
}

/** The name without the registry, and the tag: `latest` where there is none. */
function splitImage(image: string): { readonly name: string; readonly tag: string } {
  const first = image.split("/", 1)[0] ?? "";
  const hasRegistry = image.includes("/") && /[.:]|^localhost$/.test(first);
  const rest = hasRegistry ? image.slice(first.length + 1) : image;
  const colon = rest.lastIndexOf(":");
  return colon < 0
    ? { name: rest, tag: "latest" }
    : { name: rest.slice(0, colon), tag: rest.slice(colon + 1) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
