import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Images } from "../../../cli/sandbox/machine/images.ts";
import { type RunningRegistry, startRegistry } from "../../../cli/sandbox/registry.ts";

let registry: RunningRegistry;

beforeAll(async () => {
  registry = await startRegistry();
});

afterAll(() => registry.close());

const kask = "wikimedia/mediawiki-services-kask";

describe("the sandbox's registry", () => {
  test("lists the tags of both homes of Kask's image", async () => {
    const tags = async (name: string) => {
      const response = await fetch(`${registry.url}/v2/${name}/tags/list`);
      return ((await response.json()) as { readonly tags: readonly string[] }).tags;
    };
    expect(await tags(kask)).toContain("v1.0.10");
    expect(await tags(kask)).not.toContain("v1.0.19");
    expect(await tags("repos/mediawiki/services/kask")).toContain("v1.0.19");
  });

  test.each(["HEAD", "GET"])("answers %s for a manifest with its digest", async (method) => {
    const url = `${registry.url}/v2/${kask}/manifests/v1.0.10`;
    const response = await fetch(url, { method });
    expect(response.status).toBe(200);
    const digest = response.headers.get("docker-content-digest") ?? "";
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const byDigest = await fetch(`${registry.url}/v2/${kask}/manifests/${digest}`);
    expect(byDigest.headers.get("docker-content-digest")).toBe(digest);
  });

  test.each([
    { path: `${kask}/manifests/v9`, status: 404, code: "MANIFEST_UNKNOWN" },
    { path: "nobody/manifests/v1", status: 404, code: "MANIFEST_UNKNOWN" },
    { path: "nobody/tags/list", status: 404, code: "NAME_UNKNOWN" },
    { path: `${kask}/blobs/uploads`, status: 405, code: "UNSUPPORTED" },
  ])("answers $path with $code", async ({ path, status, code }) => {
    const response = await fetch(`${registry.url}/v2/${path}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ code }] });
  });
});

describe("docker pull in a sandbox", () => {
  const reference = `docker-registry.wikimedia.org/${kask}:v1.0.10`;

  test("says what is new, and the second time that it is up to date", async () => {
    const images = new Images(registry.url);
    expect(images.find(reference)).toBeUndefined();
    expect((await images.pull(reference)).stdout).toContain("Status: Downloaded newer image");
    const { exitCode, stdout } = await images.pull(reference);
    expect([exitCode, stdout.includes("up to date")]).toEqual([0, true]);
    const found = images.find(reference);
    expect(found?.repository).toBe(`docker-registry.wikimedia.org/${kask}`);
    expect(images.find(found?.id ?? "")).toBe(found);
  });

  test.each([
    { name: reference.replace("v1.0.10", "v9"), says: "v9 not found: manifest unknown" },
    { name: "docker.io/library/debian:12", says: "lookup docker.io: no such host" },
    { name: "Not An Image", says: "invalid reference format" },
  ])("refuses $name in Docker's words", async ({ name, says }) => {
    const { exitCode, stderr } = await new Images(registry.url).pull(name);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Error response from daemon: ");
    expect(stderr).toContain(says);
  });
});
