import { parseImageReference } from "../../runner/image-reference.ts";
import { wikimediaRegistry } from "../../runner/materialise.ts";

/** An image that an instance has pulled. */
export interface Image {
  /** `sha256:…` of its configuration. */
  readonly id: string;
  /** The name it was pulled by. */
  readonly reference: string;
  /** The name without its tag. */
  readonly repository: string;
  /** `sha256:…` of its manifest. */
  readonly digest: string;
  readonly entrypoint: readonly string[];
}

/** What `docker pull` says. */
export interface PullResult {
  readonly exitCode: 0 | 1;
  readonly stdout: string;
  readonly stderr: string;
}

// mediawiki-services-kask/.pipeline/blubber.yaml at v1.0.10; that GitLab's images have the same
// entry point is an assumption.
const entrypoint = ["./kask", "--config", "/etc/mediawiki-services-kask/config.yaml"];

/** The images of one instance's Docker Engine, pulled from a registry over HTTP. */
export class Images {
  readonly #registryUrl: string;
  readonly #images = new Map<string, Image>();

  constructor(registryUrl: string) {
    this.#registryUrl = registryUrl;
  }

  /** By name, by id, or by id without its `sha256:`. */
  find(nameOrId: string): Image | undefined {
    const ids = [nameOrId, `sha256:${nameOrId}`];
    return (
      this.#images.get(nameOrId) ?? [...this.#images.values()].find(({ id }) => ids.includes(id))
    );
  }

  async pull(reference: string): Promise<PullResult> {
    const parts = parseImageReference(reference);
    if (parts === undefined) return failure("invalid reference format");
    const { registry, namespace, name, tag = "latest" } = parts;
    if (registry !== wikimediaRegistry) {
      return failure(`Get "https://${registry}/v2/": dial tcp: lookup ${registry}: no such host`);
    }
    const path = namespace === undefined ? name : `${namespace}/${name}`;
    const manifest = await this.#manifest(path, tag);
    if (manifest === undefined) {
      return failure(`manifest for ${reference} not found: manifest unknown: manifest unknown`);
    }
    const isNew = this.#images.get(reference)?.id !== manifest.id;
    const repository = `${registry}/${path}`;
    this.#images.set(reference, { ...manifest, reference, repository, entrypoint });
    const status = isNew ? "Downloaded newer image" : "Image is up to date";
    const lines = [
      `${tag}: Pulling from ${path}`,
      `Digest: ${manifest.digest}`,
      `Status: ${status} for ${reference}`,
      reference,
    ];
    return { exitCode: 0, stdout: `${lines.join("\n")}\n`, stderr: "" };
  }

  async #manifest(path: string, tag: string) {
    const response = await fetch(`${this.#registryUrl}/v2/${path}/manifests/${tag}`);
    const manifest = (await response.json()) as { readonly config?: { readonly digest: string } };
    if (!response.ok || manifest.config === undefined) return undefined;
    const digest = response.headers.get("docker-content-digest") ?? "";
    return { id: manifest.config.digest, digest };
  }
}

function failure(reason: string): PullResult {
  return { exitCode: 1, stdout: "", stderr: `Error response from daemon: ${reason}\n` };
}
