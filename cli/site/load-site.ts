import { dirname } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { readTextFile } from "../base/files.ts";
import { didYouMean } from "../base/suggest.ts";
import type { World } from "../base/world.ts";
import {
  buildContext,
  buildServices,
  completeHost,
  type RawService,
  type RawSite,
} from "./build-site.ts";
import { findSite } from "./find-site.ts";
import { type Mistake, mistakesError, type ReadFile } from "./mistakes.ts";
import { entriesOf, nodeAt, readPositionedYaml, type YamlNode } from "./positioned-yaml.ts";
import { schemaMistakes } from "./schema-mistakes.ts";
import { readSiteValue } from "./secret-references.ts";
import type { Context, Site } from "./site.ts";
import { siteSchema } from "./site-schema.ts";

/** Which site to load; an absent `file` is searched upwards, an absent `context` is the file's. */
export interface SiteRequest {
  /** As `--site`; it wins over `KASKCTL_SITE`. */
  readonly file?: string | undefined;
  /** As `--context`; it wins over `KASKCTL_CONTEXT`. */
  readonly context?: string | undefined;
  readonly world: World;
}

const hint =
  "`kaskctl schema site` prints the file's JSON Schema, with which an editor completes it.";

/**
 * Reads, checks and completes the site file; all its mistakes are in one error.
 * @throws {KaskctlError} site-missing, file-unreadable, site-invalid, unknown-context
 */
export async function loadSite(request: SiteRequest): Promise<Site> {
  const { world } = request;
  const path = await findSite(world.cwd, request.file ?? nonEmpty(world.env["KASKCTL_SITE"]));
  const text = await readTextFile(path, "the site file");
  const wanted = request.context ?? nonEmpty(world.env["KASKCTL_CONTEXT"]);
  return readSite(text, path, wanted);
}

/**
 * Checks and completes the text of a site file that lies, or will lie, at an absolute `path`.
 * @throws {KaskctlError} site-invalid, unknown-context
 */
export async function readSite(text: string, path: string, wanted?: string): Promise<Site> {
  const file = { path, text, name: "The site file" };
  const root = await readValidRoot(file);
  const raw = root.value as RawSite;
  const context = buildContext(raw, chooseContext(raw, wanted), dirname(path));
  const mistakes = prefixMistakes(root, context);
  if (mistakes.length > 0) throw mistakesError("site-invalid", file, mistakes, hint);
  return { file: path, context, services: buildServices(root, context, file) };
}

/** A file may hold `lint` alone, but that is no site. */
const { anyOf: _, ...wholeSiteSchema } = { ...siteSchema, required: ["contexts"] };

async function readValidRoot(file: ReadFile): Promise<YamlNode> {
  const { root, mistakes } = readPositionedYaml(file.text);
  if (root === undefined) {
    const empty = { offset: 0, message: "the file is empty, expected at least `contexts`" };
    throw mistakesError("site-invalid", file, mistakes.length > 0 ? mistakes : [empty], hint);
  }
  const all = [
    ...mistakes,
    ...schemaMistakes(wholeSiteSchema, root),
    ...contextMistakes(root),
    ...valueMistakes(root),
  ];
  if (all.length > 0) throw mistakesError("site-invalid", file, all, hint);
  return root;
}

/** The file's own choice must exist, and there must be one where there are several contexts. */
function contextMistakes(root: YamlNode): readonly Mistake[] {
  const names = entriesOf(root, "contexts").map(({ key }) => key);
  const choice = root.entries.find(({ key }) => key === "context")?.node;
  if (choice === undefined || names.length === 0 || names.includes(String(choice.value))) return [];
  const message = `there is no context \`${String(choice.value)}\`. ${didYouMean(String(choice.value), names)}`;
  return [{ offset: choice.offset, message }];
}

function valueMistakes(root: YamlNode): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  for (const { node } of entriesOf(root, "services")) {
    for (const entry of entriesOf(node, "values")) readSiteValue(entry.node, "/", mistakes);
  }
  return mistakes;
}

/** The ENC gives a host the texts of all prefixes that its FQDN starts with. */
function prefixMistakes(root: YamlNode, context: Context): readonly Mistake[] {
  return entriesOf(root, "services").flatMap(({ node }) => {
    const { prefix } = node.value as RawService;
    // The ENC matches by SQL's LIKE, in which these two are wildcards.
    if (prefix === undefined || /[_%]/.test(prefix)) return [];
    return nodeAt(node, ["hosts"])
      .items.filter(({ value }) => !completeHost(String(value), context).startsWith(prefix))
      .map(({ value, offset }) => ({
        offset,
        message: `the name of host \`${String(value)}\` does not start with the prefix \`${prefix}\`, so the ENC would not give it the text`,
      }));
  });
}

function chooseContext(raw: RawSite, wanted: string | undefined): string {
  const names = Object.keys(raw.contexts);
  const [only] = names;
  const name = wanted ?? raw.context ?? (names.length === 1 ? only : undefined);
  if (name !== undefined && names.includes(name)) return name;
  const problem =
    name === undefined
      ? "The site file has several contexts and none is chosen."
      : `The site file has no context \`${name}\`.`;
  const hint =
    name === undefined
      ? `Name one with --context or \`context:\`: ${names.join(", ")}.`
      : didYouMean(name, names);
  throw new KaskctlError("unknown-context", problem, { hint });
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
