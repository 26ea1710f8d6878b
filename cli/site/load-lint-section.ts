import { KaskctlError } from "../base/errors.ts";
import { readTextFile } from "../base/files.ts";
import type { World } from "../base/world.ts";
import { findSite } from "./find-site.ts";
import type { LintSection } from "./read-lint-section.ts";
import { siteSchema } from "./site-schema.ts";

/** Which file's `lint` to read, as for `loadSite`, and the rules that there are. */
export interface LintSectionRequest {
  readonly file?: string | undefined;
  readonly world: World;
  readonly ruleIds: readonly string[];
}

/** The section, and the absolute path of its file, in whose folder globs start. */
export interface LoadedLintSection {
  readonly file: string;
  readonly section: LintSection;
}

/**
 * The `lint` of the site file, which may lack the rest; undefined where there is no file, or none of
 * it in the file.
 * @throws {KaskctlError} file-unreadable, site-invalid
 */
export async function loadLintSection(
  request: LintSectionRequest,
): Promise<LoadedLintSection | undefined> {
  const { world, ruleIds } = request;
  const file = await siteFile(world, request.file ?? (world.env["KASKCTL_SITE"] || undefined));
  if (file === undefined) return undefined;
  const text = await readTextFile(file, "the site file");
  // Most files have none, and the parser and the schema's checker cost more than a text's lint.
  if (!text.includes("lint") && !mayHaveUnknownKey.test(text)) return undefined;
  const { readLintSection } = await import("./read-lint-section.ts");
  const section = readLintSection(text, file, ruleIds);
  return section === undefined ? undefined : { file, section };
}

/** A line that begins with something else than a known key, a comment or an indentation. */
const mayHaveUnknownKey = new RegExp(
  `^(?!(?:${Object.keys(siteSchema.properties).join("|")})\\s*:|---\\s*$|[\\s#]|$)`,
  "mu",
);

async function siteFile(world: World, explicit: string | undefined): Promise<string | undefined> {
  try {
    return await findSite(world.cwd, explicit);
  } catch (error) {
    if (error instanceof KaskctlError && error.code === "site-missing") return undefined;
    throw error;
  }
}
