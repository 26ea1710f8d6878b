import { KaskctlError } from "../../base/errors.ts";
import type { World } from "../../base/world.ts";
import { runToEnd } from "./run-to-end.ts";

/** An image to build. */
export interface Build {
  /** What it is, in messages: `the image of kask`. */
  readonly what: string;
  /** The folder whose files it takes. */
  readonly context: string;
  /** The Dockerfile: its path, or its text. */
  readonly dockerfile: { readonly path: string } | { readonly text: string };
  /** By the names of the Dockerfile's `ARG`s. */
  readonly args?: Readonly<Record<string, string>>;
  /** The name that it gets. */
  readonly name: string;
}

/** One Docker Engine. */
export interface Docker {
  /**
   * Runs Docker's client, and gives what it printed.
   * @param purpose completes "Cannot …": `start INSTANCE`
   * @throws {KaskctlError} sandbox-failed, interrupted
   */
  run(purpose: string, words: readonly string[]): Promise<string>;
  /**
   * Makes an image of a tar of files, and gives its name.
   * @param changes instructions of a Dockerfile
   * @throws {KaskctlError} sandbox-failed, interrupted
   */
  importTar(tar: string, name: string, changes?: readonly string[]): Promise<string>;
  /**
   * Builds an image, and gives its name. Stages that it does not need are left out.
   * @throws {KaskctlError} sandbox-failed, interrupted
   */
  build(build: Build): Promise<string>;
  /**
   * Pushes an image under another name, which begins with the registry, and gives the digest of its
   * manifest.
   * @throws {KaskctlError} sandbox-failed, interrupted
   */
  push(image: string, reference: string): Promise<string>;
}

/** Debian's client, which can ask for BuildKit; another may come before it in PATH that cannot. */
export const dockerClient = "/usr/bin/docker";

const engineHint = "Check that the Docker Engine runs, and that its disk has room.";

/** The engine behind a socket. `settings` is a folder for what the client wants to keep. */
export function dockerAt(engine: string, settings: string, world: World): Docker {
  const run = (purpose: string, hint: string, args: readonly string[], stdin = "") =>
    runToEnd(
      {
        program: dockerClient,
        args: ["--host", engine, ...args],
        purpose,
        debianPackage: "docker.io",
        hint,
        env: { DOCKER_BUILDKIT: "1", DOCKER_CONFIG: settings },
        stdin,
      },
      world,
    );
  return {
    run: (purpose, words) => run(purpose, engineHint, words),
    async importTar(tar, name, changes = []) {
      const changed = changes.flatMap((change) => ["--change", change]);
      await run(`import ${tar}`, engineHint, ["import", ...changed, tar, name]);
      return name;
    },
    async build({ what, context, dockerfile, args = {}, name }) {
      const [file, text] = "path" in dockerfile ? [dockerfile.path, ""] : ["-", dockerfile.text];
      const given = Object.entries(args).flatMap(([arg, value]) => [
        "--build-arg",
        `${arg}=${value}`,
      ]);
      const words = ["build", "--quiet", "--file", file, ...given, "--tag", name, context];
      await run(`build ${what}`, engineHint, words, text);
      return name;
    },
    async push(image, reference) {
      const purpose = `push ${reference}`;
      await run(purpose, engineHint, ["tag", image, reference]);
      const hint = "Check that the registry runs, and that the engine may speak HTTP with it.";
      return digestIn(await run(purpose, hint, ["push", reference]), purpose);
    },
  };
}

function digestIn(output: string, purpose: string): string {
  const [, digest] = /digest: (sha256:[0-9a-f]{64})/.exec(output) ?? [];
  if (digest !== undefined) return digest;
  throw new KaskctlError("sandbox-failed", `Cannot ${purpose}: ${dockerClient} named no digest.`);
}
