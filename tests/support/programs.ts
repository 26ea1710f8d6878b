import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/support/root.ts";

/** The built kaskctl. */
export const kaskctl: string = join(root, "dist", "kaskctl.js");

/** What a process did. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to start a process. */
export interface StartOptions {
  readonly cwd?: string;
  /** Beside this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** Runs the built kaskctl to its end. */
export function runKaskctl(words: readonly string[], options: StartOptions = {}): Promise<Ended> {
  if (!existsSync(kaskctl)) throw new Error("dist/kaskctl.js is missing: npm run build");
  return runProcess(process.execPath, [kaskctl, ...words], options);
}

/** Runs a program to its end, with all that it prints. */
export function runProcess(
  command: string,
  args: readonly string[],
  { cwd, env, stdin = "" }: StartOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: cwd ?? root,
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const text = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (chunk: string) => {
        text[stream] += chunk;
      });
    }
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, ...text }));
    // A program that does not read closes its end first.
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
  });
}
