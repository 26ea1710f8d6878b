/**
 * Images: kask as containers, made where no registry and no npm can be asked.
 *
 * Takes  a Docker Engine, a registry, a built checkout of this project, and Wikimedia's own Kask where there is one.
 * Gives  the images in the registry, under the names that a beta cluster asks for, and their digests.
 * Never  asks anybody but Debian's mirror, or reads the user's own Docker settings.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { World } from "../../../base/world.ts";
import { type Docker, dockerAt } from "../docker.ts";
import { buildKask } from "./build-kask.ts";
import { buildReference } from "./build-reference.ts";
import { useDebianTar } from "./debian-tar.ts";

/** What the images are made of, and where they go. */
export interface ImageParts {
  /** The engine's socket: `unix:///…/docker.sock`. */
  readonly engine: string;
  /** `HOST:PORT`, as the engine reaches the registry. */
  readonly registry: string;
  /** A folder that keeps what is slow to make; others may use it at the same time. */
  readonly cacheFolder: string;
  /** Of the box that they are made for. */
  readonly id: string;
  /** A checkout of this project, with its `dist`. */
  readonly checkout: string;
  /** The Node that goes into the images: the one that built `dist`, for which V8 has compiled it. */
  readonly node: string;
  /** Of the checkout, as its kask says on `/healthz`; the tag of its image. */
  readonly version: string;
  /** Wikimedia's own Kask, a program that needs no library, where there is one. */
  readonly reference: string | undefined;
}

/** An image that hosts can pull. */
export interface PushedImage {
  /** Without its registry: `repos/mediawiki/services/kask`. */
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…`, of its manifest. */
  readonly digest: string;
  /** Whose Kask is in it. */
  readonly program: "ours" | "Wikimedia's";
}

/** Where production's configurations have their Kask. */
const ownHome = "repos/mediawiki/services/kask";

/** Where those of beta have it. */
const betaHome = { repository: "wikimedia/mediawiki-services-kask", tag: "v1.0.10" } as const;

/**
 * Builds the images and pushes them. Without Wikimedia's Kask, ours is pushed under its name as well,
 * so that beta's configurations find one.
 * @throws {KaskctlError} file-unreadable, sandbox-failed, interrupted
 */
export async function pushImages(parts: ImageParts, world: World): Promise<readonly PushedImage[]> {
  const work = await mkdtemp(join(world.env["TMPDIR"] ?? tmpdir(), "kaskctl-images-"));
  try {
    const docker = dockerAt(parts.engine, work, world);
    const debian = await useDebianTar(["libstdc++6"], parts, world, (tar) =>
      docker.importTar(tar, "kaskctl-box/debian"),
    );
    world.progress("Building the image of kask …");
    const kask = await buildKask({ ...parts, debian, work }, docker, world);
    const theirs = await referenceOf(parts.reference, { debian, work, docker, world });
    world.progress("Pushing the images …");
    const push = pushTo(parts.registry, docker);
    return [
      await push(kask, { repository: ownHome, tag: parts.version, program: "ours" }),
      await (theirs === undefined
        ? push(kask, { ...betaHome, program: "ours" })
        : push(theirs, { ...betaHome, program: "Wikimedia's" })),
    ];
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

interface Workshop {
  readonly debian: string;
  readonly work: string;
  readonly docker: Docker;
  readonly world: World;
}

async function referenceOf(
  program: string | undefined,
  { debian, work, docker, world }: Workshop,
): Promise<string | undefined> {
  if (program === undefined) return undefined;
  world.progress("Building the image of Wikimedia's Kask …");
  return buildReference({ program, debian, work }, docker);
}

function pushTo(registry: string, docker: Docker) {
  return async (image: string, home: Omit<PushedImage, "digest">): Promise<PushedImage> => {
    const digest = await docker.push(image, `${registry}/${home.repository}:${home.tag}`);
    return { ...home, digest };
  };
}
