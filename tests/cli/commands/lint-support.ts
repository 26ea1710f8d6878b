import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { parse } from "../../../cli/program.ts";
import { testWorld } from "../../support/test-world.ts";
import { contextWith } from "./commands-support.ts";

/** A folder with some files, which goes with the test. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "kaskctl-lint-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** How to run `lint`. */
export interface LintRun {
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
  /** Told of everything on stdout as it comes. */
  readonly onPrint?: (text: string) => void;
  /** Told of every line on stderr as it comes. */
  readonly onProgress?: (line: string) => void;
}

/** Runs the words after `kaskctl lint` in this process. */
export async function lint(cwd: string, words: readonly string[], run: LintRun = {}) {
  const request = await parse(["lint", ...words], "0", () => {});
  if (typeof request === "number") throw new Error("The words ask for no command.");
  const said = { stdout: "", stderr: "" };
  const context = contextWith({ globals: request.globals });
  const exitCode = await request.command.run(request.args, request.options, {
    ...context,
    world: testWorld({
      cwd,
      env: { XDG_CACHE_HOME: join(cwd, ".cache"), PATH: process.env["PATH"], ...run.env },
      progress: (line) => {
        said.stderr += `${line}\n`;
        run.onProgress?.(line);
      },
      ...(run.signal && { signal: run.signal }),
    }),
    terminal: {
      ...context.terminal,
      readStdin: async () => run.stdin ?? "",
      print: (text) => {
        said.stdout += text;
        run.onPrint?.(text);
      },
    },
  });
  return { exitCode, ...said };
}
