import type { World } from "../base/world.ts";

/**
 * What a sandbox calls of kaskctl itself, and no person types: `serve --dir DIR` is its daemon,
 * `stand-in NAME ARGUMENT…` a program of its instances.
 */
export async function runInside(words: readonly string[], world: World): Promise<number> {
  const [verb, first = "", ...rest] = words;
  if (verb === "serve") {
    const { serveSandbox } = await import("../sandbox/serve.ts");
    await serveSandbox({ dir: rest[0] ?? "", world });
    return 0;
  }
  const { runStandIn } = await import("../sandbox/stand-ins/run-stand-in.ts");
  const { stdin, stdout, stderr } = process;
  const { env, signal } = world;
  return runStandIn(first, rest, { env, signal, stdin, stdout, stderr });
}
