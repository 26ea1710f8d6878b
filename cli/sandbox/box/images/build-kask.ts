import { mkdir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { World } from "../../../base/world.ts";
import type { Docker } from "../docker.ts";
import { runToEnd } from "../run-to-end.ts";

/** What the image of kask is made of. */
export interface KaskBuild {
  /** A checkout of this project, with its `dist`. */
  readonly checkout: string;
  readonly node: string;
  /** The name of an image. */
  readonly debian: string;
  /** A folder for what it needs meanwhile. */
  readonly work: string;
}

/**
 * Builds the project's Dockerfile on Debian and Node, with files that are built already in place of its
 * stage that asks npm; gives the image's name.
 * @throws {KaskctlError} sandbox-failed, interrupted
 */
export async function buildKask(parts: KaskBuild, docker: Docker, world: World): Promise<string> {
  const { checkout, debian, work } = parts;
  const node = await realpath(parts.node);
  const base = await docker.build({
    what: "Debian with Node",
    context: dirname(node),
    dockerfile: {
      text: `FROM ${debian}\nCOPY ${JSON.stringify([basename(node), "/usr/local/bin/node"])}\n`,
    },
    name: "kaskctl-box/node",
  });
  const context = join(work, "kask");
  await mkdir(context);
  await gather(parts, join(context, "image"), world);
  const files = await docker.build({
    what: "the files of kask",
    context,
    dockerfile: { text: "FROM scratch\nCOPY image /image\n" },
    name: "kaskctl-box/kask-files",
  });
  const nothing = join(work, "nothing");
  await mkdir(nothing);
  return docker.build({
    what: "the image of kask",
    context: nothing,
    dockerfile: { path: join(checkout, "Dockerfile") },
    args: { BASE: base, FILES: files },
    name: "kaskctl-box/kask",
  });
}

async function gather({ checkout, node }: KaskBuild, folder: string, world: World): Promise<void> {
  await runToEnd(
    {
      program: node,
      args: [join(checkout, "scripts", "image.ts"), folder],
      purpose: "gather the files of kask",
      debianPackage: "nodejs",
      hint: `Build them: npm run build, in ${checkout}.`,
    },
    world,
  );
}
