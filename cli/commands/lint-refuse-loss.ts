import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { fileIdentity } from "../base/file-identity.ts";
import { readTextFile } from "../base/files.ts";
import type { Target } from "../lint/rule.ts";
import { findSite } from "../site/find-site.ts";
import type { CommandContext } from "./command.ts";
import { LintFiles } from "./lint-inputs.ts";
import type { LintOutput } from "./lint-outputs.ts";

/** What is linted, and where something is written. */
interface Asked {
  readonly paths: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly outputs: readonly LintOutput[];
}

interface NamedFile {
  readonly file: string;
  /** As in "it is …". */
  readonly what: string;
}

/**
 * Refuses to write a report or a baseline over what the run reads, over one another, or a baseline over
 * what is none; looked at before anything is read or written.
 * @throws {KaskctlError} wrong-use, file-unwritable
 */
export async function refuseLoss(asked: Asked, context: CommandContext): Promise<void> {
  const written = writtenFiles(asked);
  if (written.length === 0) return;
  const { cwd } = context.world;
  const known = new Map<string, string>();
  for (const { file, what } of await readFiles(asked, context)) {
    known.set(await fileIdentity(resolve(cwd, file)), what);
  }
  for (const { file, what } of written) {
    const identity = await fileIdentity(resolve(cwd, file));
    const other = known.get(identity);
    if (other !== undefined) throw lost(what, file, other);
    known.set(identity, `that of ${what}`);
  }
  if (asked.options["writeBaseline"] === true) {
    await expectBaseline(String(asked.options["baseline"]), cwd);
  }
}

function writtenFiles({ options, outputs }: Asked): readonly NamedFile[] {
  const reports = outputs.flatMap(({ file, format }) =>
    file === undefined ? [] : [{ file, what: `the ${format} report` }],
  );
  if (options["writeBaseline"] !== true) return reports;
  return [...reports, { file: String(options["baseline"]), what: "the baseline" }];
}

async function readFiles(
  { paths, options }: Asked,
  { world, globals }: CommandContext,
): Promise<readonly NamedFile[]> {
  const { baseline, signatures, writeBaseline } = options;
  const explicit = globals.site ?? (world.env["KASKCTL_SITE"] || undefined);
  const site = await findSite(world.cwd, explicit).catch(() => undefined);
  const target = options["target"] as Target | undefined;
  return [
    ...(site === undefined ? [] : [{ file: site, what: "the site file" }]),
    ...(typeof signatures === "string" ? [{ file: signatures, what: "the signatures" }] : []),
    ...(typeof baseline === "string" && writeBaseline !== true
      ? [{ file: baseline, what: "the baseline" }]
      : []),
    ...lintedFiles(paths, new LintFiles({ cwd: world.cwd, target, onUnread: () => {} })),
  ];
}

/** What cannot be read is told where the texts are. */
function lintedFiles(paths: readonly string[], files: LintFiles): readonly NamedFile[] {
  return paths.flatMap((path) => {
    try {
      return files.find(path).map(({ file }) => ({ file, what: "a text that is linted" }));
    } catch {
      return [];
    }
  });
}

async function expectBaseline(file: string, cwd: string): Promise<void> {
  const path = resolve(cwd, file);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || found.size === 0) return;
  const { decodeBaseline } = await import("../lint/silence/baseline.ts");
  try {
    decodeBaseline(await readTextFile(path, "the baseline"), file);
  } catch (cause) {
    throw new KaskctlError(
      "file-unwritable",
      `Cannot write the baseline to ${file}: what is there is no baseline.`,
      { cause, hint: "Name another file, or remove that one first." },
    );
  }
}

function lost(what: string, file: string, other: string): KaskctlError {
  return new KaskctlError("wrong-use", `Cannot write ${what} to ${file}: it is ${other}.`, {
    hint: "Name another file, which may be a new one.",
  });
}
