import { homedir } from "node:os";
import { join } from "node:path";
import type { World } from "./world.ts";

/** Where kaskctl keeps what outlives a command: `$XDG_STATE_HOME/kaskctl`. */
export function stateFolder({ env }: Pick<World, "env">): string {
  return join(
    env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local", "state"),
    "kaskctl",
  );
}
