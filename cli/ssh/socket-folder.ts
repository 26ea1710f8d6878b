import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { World } from "../base/world.ts";

/** A folder for Unix sockets that only this user can enter; made when first needed. */
export interface SocketFolder {
  /** A new path, short enough for the 104 bytes that systems allow. */
  newSocket(letter: string): Promise<string>;
  remove(): Promise<void>;
}

/** A folder in `parent`, by default in `$XDG_RUNTIME_DIR`, else in the temporary folder. */
export function createSocketFolder(world: World, parent: string | undefined): SocketFolder {
  let folder: Promise<string> | undefined;
  let sockets = 0;
  return {
    async newSocket(letter) {
      folder ??= mkdtemp(
        join(usable(parent ?? world.env["XDG_RUNTIME_DIR"] ?? tmpdir()), "kaskctl-"),
      );
      return join(await folder, `${letter}${++sockets}`);
    },
    async remove() {
      const made = await folder;
      folder = undefined;
      if (made !== undefined) await rm(made, { recursive: true, force: true });
    },
  };
}

function usable(folder: string): string {
  // OpenSSH binds a temporary name that is 17 bytes longer; mkdtemp adds 15. Its options cannot
  // hold every character.
  return folder.length <= 60 && /^[\w./-]+$/.test(folder) ? folder : "/tmp";
}
