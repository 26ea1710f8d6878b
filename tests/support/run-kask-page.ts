import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/support/root.ts";
import { patienceMs } from "./cassandra/patience.ts";
import { consoleSteps, problemsOf, scriptOf } from "./console-steps.ts";
import { freePort } from "./free-port.ts";
import { runProcess } from "./programs.ts";

/** A section of the page, by its heading. */
export interface Section {
  readonly title: string;
  readonly text: string;
}

/** The sections of `docs/how-to/run-kask.md`. */
export function runKaskSections(): readonly Section[] {
  const page = readFileSync(join(root, "docs/how-to/run-kask.md"), "utf8");
  return page
    .split(/^## /m)
    .slice(1)
    .map((text) => ({ title: text.slice(0, text.indexOf("\n")), text }));
}

/** What a section needs that the page does not make. */
export interface SectionPlace {
  /** What stands for the names and addresses of the page. */
  readonly names?: Readonly<Record<string, string>>;
  /** Files that lie where the commands are run, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * Does what a section says, in a folder of its own with the files that it shows, on ports of its own.
 * @returns one text for each command that failed or did not print what the page shows
 */
export async function problemsOfSection(
  title: string,
  { names = {}, files = {} }: SectionPlace = {},
): Promise<readonly string[]> {
  const section = runKaskSections().find((each) => each.title === title);
  if (section === undefined) throw new Error(`the page has no section ${title}`);
  const replaced = {
    ...names,
    "8080": `${await freePort()}`,
    "8081": `${await freePort()}`,
  };
  const text = Object.entries(replaced)
    .reduce((said, [name, ours]) => said.replaceAll(name, ours), section.text)
    // A person's machine is less busy.
    .replace(/--retry \d+/g, "--retry 120")
    .replace(/^cassandra:$/gm, `cassandra:\n  connect_timeout_ms: ${patienceMs}`);
  const folder = await mkdtemp(join(tmpdir(), "kask-how-to-"));
  try {
    await putFiles(folder, text, files);
    const steps = consoleSteps(text);
    const path = `${join(folder, "bin")}:${process.env["PATH"]}`;
    const ended = await runProcess("bash", ["-c", scriptOf(steps)], {
      cwd: folder,
      env: { PATH: path, XDG_STATE_HOME: join(folder, "state") },
    });
    return problemsOf(steps, ended);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Files of a page: a name in a line of its own, and a block below. */
export function filesShown(text: string): ReadonlyMap<string, string> {
  const blocks = text.matchAll(/^`([\w.-]+)`:\n\n```\w+\n([\s\S]*?)```/gm);
  return new Map([...blocks].map(([, name = "", content = ""]) => [name, content]));
}

async function putFiles(
  folder: string,
  text: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, content] of filesShown(text)) await writeFile(join(folder, name), content);
  for (const [name, from] of Object.entries(files)) await cp(from, join(folder, name));
  const bin = join(folder, "bin");
  await mkdir(bin);
  const kask = `#!/bin/sh\nexec '${process.execPath}' '${join(root, "service/main.ts")}' "$@"\n`;
  await writeFile(join(bin, "kask"), kask, { mode: 0o755 });
}
