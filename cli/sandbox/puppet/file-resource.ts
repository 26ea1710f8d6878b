import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import type { RenderedFile, RenderedService } from "../../runner/service-docker.ts";
import type { Change } from "./transaction.ts";

/** Makes a folder that is wanted. */
export function ensureFolder(
  root: string,
  { path, mode }: RenderedService["folders"][number],
): readonly Change[] {
  const here = join(root, path);
  const found = stat(here);
  if (found === undefined) {
    mkdirSync(here, { recursive: true });
    chmodSync(here, mode);
    return [{ property: "ensure", message: "created" }];
  }
  if (!found.isDirectory())
    throw new Error(`Could not set 'directory' on ensure: ${path} is a file`);
  return ensureMode(here, found.mode, mode);
}

/** Makes a file have the wanted content and mode; its mode alone where only that differs. */
export function ensureFile(root: string, file: RenderedFile): readonly Change[] {
  const here = join(root, file.path);
  const found = stat(here);
  if (found?.isDirectory()) {
    throw new Error(`Could not set 'file' on ensure: Is a directory - ${file.path}`);
  }
  if (found === undefined) {
    write(here, file);
    return [{ property: "ensure", message: `defined content as '${checksum(file.content)}'` }];
  }
  const before = readFileSync(here, "utf8");
  if (before === file.content) return ensureMode(here, found.mode, file.mode);
  write(here, file);
  const message = `content changed '${checksum(before)}' to '${checksum(file.content)}'`;
  const diff = file.showDiff ? { diff: diffOf(file.path, before, file.content) } : {};
  return [{ property: "content", message, ...diff }, ...modeChange(found.mode, file.mode)];
}

/** Removes a file or folder that is not wanted. */
export function ensureAbsent(root: string, path: string): readonly Change[] {
  const here = join(root, path);
  if (stat(here) === undefined) return [];
  rmSync(here, { recursive: true });
  return [{ property: "ensure", message: "removed" }];
}

function stat(path: string) {
  return statSync(path, { throwIfNoEntry: false });
}

function ensureMode(path: string, found: number, mode: number): readonly Change[] {
  const changes = modeChange(found, mode);
  if (changes.length > 0) chmodSync(path, mode);
  return changes;
}

function modeChange(found: number, mode: number): readonly Change[] {
  if ((found & 0o7777) === mode) return [];
  const message = `mode changed '${octal(found & 0o7777)}' to '${octal(mode)}'`;
  return [{ property: "mode", message }];
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

function write(path: string, { content, mode }: RenderedFile): void {
  // A file of mode 0444 can only be replaced by those who are not root.
  rmSync(path, { force: true });
  writeFileSync(path, content, { mode });
  chmodSync(path, mode);
}

function checksum(text: string): string {
  return `{sha256}${createHash("sha256").update(text).digest("hex")}`;
}

function diffOf(path: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(path, `/tmp/puppet-file-${process.pid}`, before, after, "", "");
  return patch.replace(/^=+\n/, "").trimEnd();
}
