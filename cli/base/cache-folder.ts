import { homedir } from "node:os";
import { join } from "node:path";
import type { World } from "./world.ts";

/** Where kaskctl keeps what it can make again: `$XDG_CACHE_HOME/kaskctl`. */
export function cacheFolder({ env }: Pick<World, "env">): string {
  return join(env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache"), "kaskctl");
}
