import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary folder of programs that must not outlive their test. */
export interface GuardedFolder {
  readonly path: string;
  /** Ends every process that works in the folder, then removes it. */
  remove(): Promise<void>;
}

/**
 * Waits until whoever holds the other end of its stdin lets go, by will or by kill -9. A process is
 * known by its working folder, not by a number that another may have got since.
 */
const guard = `while read -r _; do :; done
works() { find /proc -maxdepth 2 -name cwd -lname "$1/*" 2>/dev/null; }
while found=$(works "$1"); [ -n "$found" ]; do
  for each in $found; do each=\${each#/proc/}; kill -KILL "\${each%/cwd}" 2>/dev/null; done
  sleep 0.1
done
rm -rf "$1"`;

/** Makes one, below the system's folder for temporary files; what runs in it works in a folder below it. */
export function guardedFolder(name: string): GuardedFolder {
  const path = mkdtempSync(join(realpathSync(tmpdir()), `${name}-`));
  const child = spawn("sh", ["-c", guard, "guard", path], {
    cwd: "/",
    // Ctrl-C ends the whole group of processes; the guard has work to do after that.
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  child.unref();
  return {
    path,
    async remove() {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}
