import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import type { KaskctlError } from "../../../cli/base/errors.ts";
import { checkImage } from "../../../cli/deploy/registry.ts";
import { handClock, worldWith } from "../../support/enc.ts";

const name = "wikimedia/mediawiki-services-kask";
const tags = ["latest", "v1.0.9", "v1.0.10", "v1.0.2", "build-2020"];

interface RegistryOptions {
  /** Whether it asks for an anonymous token. */
  readonly challenges?: boolean;
  /** How many tags a page holds. */
  readonly pageSize?: number;
}

/** A registry with one image, as the distribution project's answers. */
async function startRegistry({ challenges = false, pageSize = 100 }: RegistryOptions = {}) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const url = new URL(request.url ?? "", "http://registry");
    if (url.pathname === "/token") return token(url, response);
    if (challenges && request.headers.authorization !== "Bearer anonymous") {
      const realm = `Bearer realm="http://${request.headers.host}/token",service="reg",scope="repository:${name}:pull"`;
      return response.writeHead(401, { "www-authenticate": realm }).end();
    }
    return answer(request, url, response, pageSize);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function token(url: URL, response: ServerResponse): void {
  const isGood = url.searchParams.get("scope") === `repository:${name}:pull`;
  response.end(JSON.stringify({ token: isGood ? "anonymous" : "none" }));
}

function answer(
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
  pageSize: number,
): unknown {
  const [, kind, word = ""] =
    new RegExp(`^/v2/${name}/(manifests|tags)/(.*)$`).exec(url.pathname) ?? [];
  if (kind === "tags") {
    const from = Number(url.searchParams.get("last") ?? 0);
    const next = from + pageSize;
    if (next < tags.length) {
      response.setHeader("link", `</v2/${name}/tags/list?last=${next}>; rel="next"`);
    }
    return response.end(JSON.stringify({ name, tags: tags.slice(from, next) }));
  }
  const accepts = request.headers.accept?.includes("application/vnd.oci.image.index.v1+json");
  if (kind === "manifests" && tags.includes(word) && accepts) {
    return response.writeHead(200, { "docker-content-digest": `sha256:${word}` }).end();
  }
  return response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
}

const world = worldWith(handClock());

function imageOf(tag: string, image = name): string {
  return `docker-registry.wikimedia.org/${image}:${tag}`;
}

async function refusal(promise: Promise<unknown>): Promise<KaskctlError> {
  return promise.then(
    () => expect.fail("it was not refused"),
    (error) => error as KaskctlError,
  );
}

describe("an image", () => {
  test("that is there gives its digest", async () => {
    await using registry = await startRegistry();
    const found = await checkImage({ registryUrl: registry.url, image: imageOf("v1.0.10"), world });
    expect(found).toEqual({ digest: "sha256:v1.0.10" });
    expect(registry.asked).toEqual([`HEAD /v2/${name}/manifests/v1.0.10`]);
  });

  test("is asked for with an anonymous token where the registry wants one", async () => {
    await using registry = await startRegistry({ challenges: true });
    const found = await checkImage({ registryUrl: registry.url, image: imageOf("v1.0.9"), world });
    expect(found.digest).toBe("sha256:v1.0.9");
    expect(registry.asked.map((line) => line.split("?")[0])).toEqual([
      `HEAD /v2/${name}/manifests/v1.0.9`,
      "GET /token",
      `HEAD /v2/${name}/manifests/v1.0.9`,
    ]);
  });

  test("with a registry's port and no tag is latest", async () => {
    await using registry = await startRegistry();
    const image = `127.0.0.1:5000/${name}`;
    const found = await checkImage({ registryUrl: registry.url, image, world });
    expect(found.digest).toBe("sha256:latest");
  });
});

describe("an image that cannot be had", () => {
  test.each([100, 2])("names the nearest and the newest tags, %i a page", async (pageSize) => {
    await using registry = await startRegistry({ pageSize });
    const image = imageOf("v1.0.11");
    const error = await refusal(checkImage({ registryUrl: registry.url, image, world }));
    expect(error.code).toBe("image-tag-missing");
    expect(error.message).toContain("no tag v1.0.11");
    expect(error.hint).toContain("Did you mean v1.0.10");
    expect(error.hint).toContain("Newest: v1.0.10, v1.0.9, v1.0.2.");
  });

  test("says that there is no such image at all", async () => {
    await using registry = await startRegistry();
    const image = imageOf("v1", "wikimedia/other");
    const error = await refusal(checkImage({ registryUrl: registry.url, image, world }));
    expect(error).toMatchObject({ code: "image-tag-missing" });
    expect(error.message).toContain("under any tag");
  });

  test("says that the registry is away", async () => {
    const registry = await startRegistry();
    await registry[Symbol.asyncDispose]();
    const question = { registryUrl: registry.url, image: imageOf("v1"), world };
    const error = await refusal(checkImage(question));
    expect(error).toMatchObject({ code: "registry-unreachable" });
    expect(error.message).toContain("connection refused");
  });

  test("says that the registry lets nobody in", async () => {
    await using registry = await startRegistry({ challenges: true });
    const image = imageOf("v1", "private/image");
    const fetch: typeof globalThis.fetch = (url, init) =>
      String(url).includes("/token")
        ? globalThis.fetch(`${registry.url}/token`)
        : globalThis.fetch(url, init);
    const question = { registryUrl: registry.url, image, world: { ...world, fetch } };
    const error = await refusal(checkImage(question));
    expect(error.code).toBe("registry-unreachable");
    expect(error.message).toContain("401");
  });
});
