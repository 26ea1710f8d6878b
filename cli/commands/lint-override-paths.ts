import { existsSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import type { Override } from "../lint/engine/severity-for.ts";
import type { LintText } from "../lint/lint.ts";
import { globPattern } from "../lint/silence/glob.ts";

/** Where a run looks for texts. */
export interface OverridePlaces {
  /** The words after `lint`. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** The absolute path of the site file, in whose folder globs start. */
  readonly siteFile: string;
}

/**
 * The globs of overrides that fit no file, as lines for stderr: those whose folder is not there, and
 * those whose folder was linted as a whole. Of what was not looked at nobody knows.
 */
export function unfitGlobs(
  overrides: readonly Override[],
  texts: readonly LintText[],
  { paths, cwd, siteFile }: OverridePlaces,
): readonly string[] {
  const linted = paths.filter((path) => path !== "-").map((path) => resolve(cwd, path));
  const fitsNothing = (glob: string) => {
    const pattern = globPattern(glob);
    if (texts.some(({ file, path = file }) => pattern.test(path))) return false;
    const place = resolve(dirname(siteFile), fixedPart(glob));
    return (
      !existsSync(place) || linted.some((folder) => `${place}${sep}`.startsWith(below(folder)))
    );
  };
  return overrides.flatMap(({ place, paths: globs = [] }) =>
    globs
      .filter(fitsNothing)
      .map((glob) => `${place}: no file fits ${glob} of this override; correct or remove it.`),
  );
}

/** The folders of a glob before the first wildcard. */
function fixedPart(glob: string): string {
  const parts = glob.split("/");
  const wild = parts.findIndex((part) => /[*?{]/.test(part));
  return wild < 0 ? glob : parts.slice(0, wild).join("/");
}

function below(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}
