import { readdir, stat } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { readTextFile } from "../base/files.ts";
import { didYouMean } from "../base/suggest.ts";
import type { HieraMap } from "../hiera/value.ts";
import type { Mistake, ReadFile } from "../site/mistakes.ts";
import {
  entriesOf,
  readPositionedYaml,
  type YamlEntry,
  type YamlNode,
} from "../site/positioned-yaml.ts";
import { schemaMistakes } from "../site/schema-mistakes.ts";
import type { SiteValue } from "../site/site.ts";
import { whyUnfit } from "./check-value.ts";
import { type Hole, readTemplateText, templateError } from "./holes.ts";
import {
  buildParameter,
  type Parameter,
  parametersSchema,
  type RawParameter,
} from "./parameter.ts";

/** A template of a Hiera config: its data with holes, and the parameters that fill them. */
export interface Template {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** One sentence. */
  readonly summary: string;
  /** In the order of the file. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** The data, with a text of `holes.ts` where a value goes. */
  readonly data: HieraMap;
}

const templateFile = "template.yaml";
const parametersFile = "parameters.yaml";

/**
 * Every template in the folders, by name; the first folder wins where two have one of a name.
 * @throws {KaskctlError} file-unreadable, template-invalid
 */
export async function listTemplates(folders: readonly string[]): Promise<readonly Template[]> {
  const found = new Map<string, Template>();
  for (const folder of folders) {
    for (const name of await templateNames(folder)) {
      if (!found.has(name)) found.set(name, await loadTemplate(name, folder));
    }
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * The template of that name in `templatesFolder`, or of that folder where an absolute path is given.
 * @throws {KaskctlError} unknown-template, file-unreadable, template-invalid
 */
export async function loadTemplate(nameOrPath: string, templatesFolder: string): Promise<Template> {
  const folder = await locate(nameOrPath, templatesFolder);
  const parametersPath = join(folder, parametersFile);
  const parametersText = await readTextFile(parametersPath, "the template's parameters");
  const file = { path: parametersPath, text: parametersText, name: "The parameters file" };
  const root = await readParameters(file);
  const entries = entriesOf(root, "parameters");
  const parameters = new Map(
    entries.map(({ key, node }) => [key, buildParameter(key, node.value as RawParameter)]),
  );
  const path = join(folder, templateFile);
  const text = await readTextFile(path, "the template");
  const { data, holes } = readTemplateText({ path, text, name: "The template" }, parameters);
  const mistakes = entries.flatMap((entry) => parameterMistakes(entry, parameters, holes));
  if (mistakes.length > 0) throw templateError(file, mistakes);
  const { summary } = root.value as { summary: string };
  return { name: basename(folder), folder, summary, parameters, data };
}

async function locate(nameOrPath: string, templatesFolder: string): Promise<string> {
  if (isAbsolute(nameOrPath)) {
    if (await isTemplate(nameOrPath)) return nameOrPath;
    throw new KaskctlError(
      "unknown-template",
      `There is no template in ${nameOrPath}: it has no ${templateFile}.`,
      { hint: "A template is a folder with template.yaml and parameters.yaml." },
    );
  }
  const names = await templateNames(templatesFolder);
  if (names.includes(nameOrPath)) return join(templatesFolder, nameOrPath);
  throw new KaskctlError("unknown-template", `There is no template \`${nameOrPath}\`.`, {
    hint: `${didYouMean(nameOrPath, names)} A path must start with \`./\`.`,
  });
}

async function templateNames(folder: string): Promise<readonly string[]> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    throw new KaskctlError("file-unreadable", `Cannot list the templates in ${folder}.`, {
      cause,
      hint: "Check that the folder exists; a complete installation of kaskctl has it.",
    });
  }
  const isOne = await Promise.all(names.map((name) => isTemplate(join(folder, name))));
  return names.filter((_, index) => isOne[index]).sort();
}

async function isTemplate(folder: string): Promise<boolean> {
  try {
    return (await stat(join(folder, templateFile))).isFile();
  } catch {
    return false;
  }
}

async function readParameters(file: ReadFile): Promise<YamlNode> {
  const { root, mistakes } = readPositionedYaml(file.text);
  const all =
    root === undefined ? mistakes : [...mistakes, ...schemaMistakes(parametersSchema, root)];
  if (root !== undefined && all.length === 0) return root;
  const empty = { offset: 0, message: "the file is empty" };
  throw templateError(file, all.length > 0 ? all : [empty]);
}

/** What no schema can say of one parameter. */
function parameterMistakes(
  { key, offset, node }: YamlEntry,
  parameters: ReadonlyMap<string, Parameter>,
  holes: readonly Hole[],
): readonly Mistake[] {
  const parameter = parameters.get(key) as Parameter;
  const above = [...parameters.keys()].slice(0, [...parameters.keys()].indexOf(key));
  const others = [...parameters.values()];
  const isUsed =
    holes.some(({ name }) => name === key) || others.some(({ defaultFrom }) => defaultFrom === key);
  const messages = [
    isUsed ? undefined : `no hole of the template uses \`${key}\``,
    whyWrongReference("default_from", parameter.defaultFrom, above, "a parameter above it"),
    whyWrongReference("with", parameter.with, [...parameters.keys()], "a parameter"),
    whyWrongDefault(parameter),
    parameter.type === "enum" && parameter.values.length === 0
      ? "an enum needs `values`"
      : undefined,
  ];
  const at = node.entries[0]?.offset ?? offset;
  return messages.flatMap((message) => (message === undefined ? [] : [{ offset: at, message }]));
}

function whyWrongReference(
  property: string,
  target: string | undefined,
  candidates: readonly string[],
  wanted: string,
): string | undefined {
  if (target === undefined || candidates.includes(target)) return undefined;
  return `\`${property}\` names \`${target}\`, expected ${wanted}`;
}

function whyWrongDefault(parameter: Parameter): string | undefined {
  const isOpen = parameter.type === "enum" && parameter.values.length === 0;
  if (parameter.default === undefined || isOpen) return undefined;
  const reason = whyUnfit(parameter, parameter.default as SiteValue);
  return reason === undefined ? undefined : `\`default\`: ${reason}`;
}
