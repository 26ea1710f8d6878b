import { didYouMean, suggest } from "../base/suggest.ts";
import { lintSchema } from "./lint-schema.ts";
import { type Mistake, mistakesError, placeOf } from "./mistakes.ts";
import { entriesOf, readPositionedYaml, type YamlEntry, type YamlNode } from "./positioned-yaml.ts";
import { schemaMistakes } from "./schema-mistakes.ts";
import { siteSchema } from "./site-schema.ts";

/** What findings of a rule count as. */
export type LintLevel = "off" | "info" | "warning" | "error";

/** A change of severities for some texts; every member that is given must fit. */
export interface LintOverride {
  readonly paths?: readonly string[];
  readonly prefixes?: readonly string[];
  readonly projects?: readonly string[];
  readonly rules: Readonly<Record<string, LintLevel>>;
  readonly reason: string;
  /** Where it is written, as `file:line:column`. */
  readonly place: string;
}

/** The site file's `lint`. */
export interface LintSection {
  readonly profile?: "recommended" | "strict";
  readonly rules: Readonly<Record<string, LintLevel>>;
  readonly keys: readonly string[];
  readonly overrides: readonly LintOverride[];
}

const hint =
  "`kaskctl rules` lists the rules, and `kaskctl schema site` prints the file's JSON Schema.";

/**
 * Reads the `lint` of a site file's text.
 * @throws {KaskctlError} site-invalid
 */
export function readLintSection(
  text: string,
  path: string,
  ruleIds: readonly string[],
): LintSection | undefined {
  const { root, mistakes } = readPositionedYaml(text);
  const node = root?.entries.find(({ key }) => key === "lint")?.node;
  const all = [...mistakes, ...(root === undefined ? [] : mistakesOf(root, ruleIds))];
  if (all.length > 0) {
    throw mistakesError("site-invalid", { path, text, name: "The site file" }, all, hint);
  }
  return node && sectionOf(node, (offset) => `${path}:${placeOf(text, offset)}`);
}

const properties = {
  ...Object.fromEntries(Object.keys(siteSchema.properties).map((name) => [name, {}])),
  lint: lintSchema,
};

/** Only of `lint` and the names beside it: the commands that need the rest say what is wrong there. */
function mistakesOf(root: YamlNode, ruleIds: readonly string[]): readonly Mistake[] {
  const schema = { type: "object", additionalProperties: false, properties };
  const found = schemaMistakes(schema, root);
  const lint = root.entries.find(({ key }) => key === "lint")?.node;
  if (lint === undefined) return found;
  const overrides = overrideNodes(lint);
  return [
    ...found,
    ...[lint, ...overrides].flatMap((node) => unknownRules(entriesOf(node, "rules"), ruleIds)),
    ...overrides.flatMap(lacksTexts),
  ];
}

function overrideNodes(lint: YamlNode): readonly YamlNode[] {
  return lint.entries.find(({ key }) => key === "overrides")?.node.items ?? [];
}

function unknownRules(rules: readonly YamlEntry[], ruleIds: readonly string[]): readonly Mistake[] {
  return rules
    .filter(({ key }) => !ruleIds.includes(key))
    .map(({ key, offset }) => {
      const near = suggest(key, ruleIds);
      const advice = near.length > 0 ? `. ${didYouMean(key, near)}` : "";
      return { offset, message: `there is no rule \`${key}\`${advice}` };
    });
}

function lacksTexts({ entries, offset }: YamlNode): readonly Mistake[] {
  if (entries.some(({ key }) => ["paths", "prefixes", "projects"].includes(key))) return [];
  const message = "an override needs `paths`, `prefixes` or `projects`; for all texts use `rules`";
  return [{ offset, message }];
}

type RawSection = Partial<Omit<LintSection, "overrides">> & {
  readonly overrides?: readonly Omit<LintOverride, "place">[];
};

function sectionOf(node: YamlNode, placeAt: (offset: number) => string): LintSection {
  const { rules = {}, keys = [], overrides = [], profile } = node.value as RawSection;
  const nodes = overrideNodes(node);
  return {
    ...(profile === undefined ? {} : { profile }),
    rules,
    keys,
    overrides: overrides.map((override, index) => ({
      ...override,
      place: placeAt(nodes[index]?.offset ?? node.offset),
    })),
  };
}
