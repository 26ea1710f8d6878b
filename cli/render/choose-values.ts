import { KaskctlError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import type { SiteValue } from "../site/site.ts";
import { wantedOf, whyUnfit } from "./check-value.ts";
import type { Parameter } from "./parameter.ts";
import { parseSets } from "./parse-set.ts";
import type { Template } from "./template.ts";

/** Where values come from, the first one winning: `sets`, `values`, `hosts` for the parameter `hosts`. */
export interface ValueSources {
  readonly template: Template;
  /** FQDNs of the service; empty where there is no site. */
  readonly hosts: readonly string[];
  readonly values: Readonly<Record<string, SiteValue>>;
  /** Where each of `values` stands, as `file:line:column`; for messages. */
  readonly valuePlaces?: Readonly<Record<string, string>> | undefined;
  /** Words `name=value`, as `--set` takes them. */
  readonly sets: readonly string[];
}

/** The value of each parameter; undefined where an optional one is not set. */
export type ChosenValues = ReadonlyMap<string, SiteValue | undefined>;

/**
 * A value for every parameter of the template, each of its type; everything that is wrong or
 * missing is in one error.
 * @throws {KaskctlError} wrong-use, unknown-parameter, value-invalid
 */
export function chooseValues(sources: ValueSources): ChosenValues {
  const { template } = sources;
  const given = givenValues(sources);
  const chosen = new Map<string, SiteValue | undefined>();
  const problems = unknownValues(sources);
  const wrong = new Set<string>();
  for (const parameter of template.parameters.values()) {
    const { name, defaultFrom = "" } = parameter;
    const value = given.get(name) ?? defaultOf(parameter, chosen, given);
    chosen.set(name, value);
    const problem = problemOf(parameter, value);
    if (problem === undefined) continue;
    // A wrong value that is another's default is told once.
    if (given.has(name) || !wrong.has(defaultFrom))
      problems.push(withPlace(name, problem, sources));
    wrong.add(name);
  }
  problems.push(...missingPartners(chosen, sources));
  if (problems.length === 0) return chosen;
  const count = problems.length === 1 ? "1 value is" : `${problems.length} values are`;
  throw new KaskctlError(
    "value-invalid",
    [`Cannot render the template ${template.name}: ${count} wrong or missing:`, ...problems].join(
      "\n",
    ),
    { hint: `\`kaskctl templates ${template.name}\` shows every parameter.` },
  );
}

function givenValues({ template, hosts, values, sets }: ValueSources): Map<string, SiteValue> {
  const ofSite: [string, SiteValue][] = hosts.length === 0 ? [] : [["hosts", hosts]];
  return new Map([...ofSite, ...Object.entries(values), ...parseSets(sets, template)]);
}

/** `null` is a value of its own: it takes an optional parameter's default away. */
function defaultOf(
  parameter: Parameter,
  chosen: ChosenValues,
  given: ReadonlyMap<string, SiteValue>,
): SiteValue | undefined {
  if (given.has(parameter.name)) return parameter.optional ? undefined : null;
  if (parameter.defaultFrom !== undefined) return chosen.get(parameter.defaultFrom);
  return parameter.default as SiteValue | undefined;
}

function problemOf(parameter: Parameter, value: SiteValue | undefined): string | undefined {
  if (value !== undefined) return whyUnfit(parameter, value);
  return parameter.optional ? undefined : `it is missing, expected ${wantedOf(parameter)}`;
}

function missingPartners(chosen: ChosenValues, sources: ValueSources): readonly string[] {
  return [...sources.template.parameters.values()].flatMap(({ name, with: partner }) => {
    const isAlone = chosen.get(name) !== undefined && chosen.get(partner ?? "") === undefined;
    if (partner === undefined || !isAlone) return [];
    return [withPlace(name, `it needs \`${partner}\` beside it`, sources)];
  });
}

function unknownValues({ template, values, valuePlaces }: ValueSources): string[] {
  const known = [...template.parameters.keys()];
  return Object.keys(values)
    .filter((name) => !template.parameters.has(name))
    .map((name) => {
      const advice = didYouMean(name, known);
      return `${valuePlaces?.[name] ?? "values"}: \`${name}\`: the template has no such parameter. ${advice}`;
    });
}

function withPlace(name: string, problem: string, { valuePlaces, sets }: ValueSources): string {
  const isSet = sets.some((word) => word.startsWith(`${name}=`));
  const place = isSet ? "--set" : valuePlaces?.[name];
  return `${place === undefined ? "" : `${place}: `}\`${name}\`: ${problem}`;
}
