import type { Profile, Severity } from "../rule.ts";
import { globPattern } from "../silence/glob.ts";

/** What a rule's findings count as; `off` leaves them out. */
export type Level = Severity | "off";

/** A change of severities for some texts. */
export interface Override {
  /** Globs of file paths. */
  readonly paths?: readonly string[];
  /** ENC prefixes. */
  readonly prefixes?: readonly string[];
  /** Project ids. */
  readonly projects?: readonly string[];
  /** By rule id. */
  readonly rules: Readonly<Record<string, Level>>;
  readonly reason: string;
  /** Where it is written: `kaskctl.yaml:12:5`. */
  readonly place: string;
}

/** What a site says about its lint. */
export interface LintSettings {
  readonly profile?: Profile;
  /** By rule id. */
  readonly rules: Readonly<Record<string, Level>>;
  /** Keys that something outside Puppet's code reads; with `::*` at the end, all below. */
  readonly keys: readonly string[];
  readonly overrides: readonly Override[];
}

/** What overrides ask of a text. */
export interface TextPlace {
  /** The text's path as the overrides' globs see it: relative to the site file's folder. */
  readonly file: string;
  /** The ENC prefix that the text is for. */
  readonly prefix?: string | undefined;
  /** Id of the project that the text is for. */
  readonly project?: string | undefined;
}

/** A severity that somebody asked for, and the override that did. */
export interface Decision {
  readonly level: Level;
  readonly override?: Override;
}

/** The overrides of a site that are about a text, first one first. */
export function overridesFor(place: TextPlace, settings: LintSettings): readonly Override[] {
  return settings.overrides.filter((override) => isAbout(override, place));
}

/**
 * What was asked for a rule's findings in a text: the last of the text's `overrides` speaks before the
 * site's `rules`. Undefined where nobody asked, so that the rule's own severity stands.
 */
export function decide(
  rule: string,
  overrides: readonly Override[],
  { rules }: LintSettings,
): Decision | undefined {
  const override = overrides.findLast((each) => Object.hasOwn(each.rules, rule));
  const level = override?.rules[rule] ?? (Object.hasOwn(rules, rule) ? rules[rule] : undefined);
  if (level === undefined) return undefined;
  return override === undefined ? { level } : { level, override };
}

/** Every member that is given must fit. */
function isAbout({ paths, prefixes, projects }: Override, place: TextPlace): boolean {
  return (
    (paths === undefined || paths.some((glob) => globPattern(glob).test(place.file))) &&
    isAmong(place.prefix, prefixes) &&
    isAmong(place.project, projects)
  );
}

function isAmong(name: string | undefined, names: readonly string[] | undefined): boolean {
  return names === undefined || (name !== undefined && names.includes(name));
}
