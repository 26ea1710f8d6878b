import { createHash } from "node:crypto";
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";

const manifestType = "application/vnd.docker.distribution.manifest.v2+json";

/** Repositories and tags of Kask: Gerrit's pipeline ended with v1.0.10, GitLab's goes on. */
const repositories: Readonly<Record<string, readonly string[]>> = {
  "wikimedia/mediawiki-services-kask": [
    "2019-10-03-182310-production",
    "2020-01-24-215429-production",
    "2020-05-21-224130-production",
    "2021-03-25-203946-production",
    "latest",
    "v1.0.8",
    "v1.0.9",
    "v1.0.10",
  ],
  "repos/mediawiki/services/kask": ["latest", "v1.0.12", "v1.0.18", "v1.0.19"],
};

/** A registry that is listening. */
export interface RunningRegistry {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The part of Docker's registry API that finds out whether an image exists. It has no layers.
 * @see distribution/distribution docs/spec/api.md
 */
export async function startRegistry(): Promise<RunningRegistry> {
  const app = fastify();
  app.get("/v2/", (_request, reply) => answer(reply).send({}));
  app.get("/v2/_catalog", (_request, reply) =>
    answer(reply).send({ repositories: Object.keys(repositories).sort() }),
  );
  addRepositoryRoutes(app);
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return { url, close: () => app.close() };
}

function addRepositoryRoutes(app: FastifyInstance): void {
  app.get<{ Params: { "*": string } }>("/v2/*", (request, reply) => {
    const path = request.params["*"];
    const list = /^(?<name>.+)\/tags\/list$/.exec(path)?.groups?.["name"];
    if (list !== undefined) return sendTags(reply, list);
    const { name, reference } =
      /^(?<name>.+)\/manifests\/(?<reference>[^/]+)$/.exec(path)?.groups ?? {};
    if (name === undefined || reference === undefined) return sendError(reply, "UNSUPPORTED", {});
    return sendManifest(reply, name, reference);
  });
}

function sendTags(reply: FastifyReply, name: string): FastifyReply {
  const tags = repositories[name];
  return tags ? answer(reply).send({ name, tags }) : sendError(reply, "NAME_UNKNOWN", { name });
}

function sendManifest(reply: FastifyReply, name: string, reference: string): FastifyReply {
  const tag = repositories[name]?.find((each) => [each, digestOf(name, each)].includes(reference));
  if (tag === undefined) return sendError(reply, "MANIFEST_UNKNOWN", { Tag: reference });
  return answer(reply)
    .header("docker-content-digest", digestOf(name, tag))
    .type(manifestType)
    .send(manifestOf(name, tag));
}

function manifestOf(name: string, tag: string): string {
  // Tags of the same text share an image, as `latest` does with the newest version.
  const version = tag === "latest" ? repositories[name]?.at(-1) : tag;
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: {
      mediaType: "application/vnd.docker.container.image.v1+json",
      size: 1024,
      digest: sha256(`${name}:${version}`),
    },
    layers: [],
  });
}

function digestOf(name: string, tag: string): string {
  return sha256(manifestOf(name, tag));
}

function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

const messages = {
  NAME_UNKNOWN: "repository name not known to registry",
  MANIFEST_UNKNOWN: "manifest unknown",
  UNSUPPORTED: "The operation is unsupported.",
} as const;

function sendError(reply: FastifyReply, code: keyof typeof messages, detail: object): FastifyReply {
  return answer(reply)
    .code(code === "UNSUPPORTED" ? 405 : 404)
    .send({ errors: [{ code, message: messages[code], detail }] });
}

function answer(reply: FastifyReply): FastifyReply {
  return reply.header("docker-distribution-api-version", "registry/2.0");
}
