import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { writeFileAtomically } from "../base/files.ts";
import type { Command, CommandContext } from "./command.ts";
import { printJson } from "./wiring.ts";

export const initCommand: Command = {
  name: "init",
  summary: "write a commented kaskctl.yaml",
  description:
    "Writes a commented kaskctl.yaml into DIR (default: here). On a terminal it asks for what no flag gives. A file that is there already is kept.",
  args: [{ name: "[dir]", description: "the folder; made where it is missing" }],
  options: [
    { flags: "--sample", description: "the tutorial's site: the documented sample session store" },
    { flags: "--project <id>", description: "the cloud project" },
    { flags: "--service <name>", description: "the service's name in the file" },
    { flags: "--template <name>", description: "the template that renders it" },
    { flags: "--host <name>", description: "an instance, short or as an FQDN", repeatable: true },
  ],
  examples: [
    { line: "kaskctl init sample --sample", does: "writes the tutorial's site into sample/" },
  ],

  async run([dir], options, context) {
    const path = join(resolve(context.world.cwd, String(dir ?? ".")), "kaskctl.yaml");
    await refuseToOverwrite(path);
    const text =
      options["sample"] === true ? await sampleText() : await askedText(options, context);
    await refuseUnusable(text, path, context);
    await writeFileAtomically(path, text, 0o644);
    if (context.globals.json) printJson(context, { path });
    else context.terminal.print(`${path}\n`);
    return 0;
  },
};

async function sampleText(): Promise<string> {
  const { sampleSiteText } = await import("../site/sample-site.ts");
  return sampleSiteText;
}

async function askedText(
  options: Readonly<Record<string, unknown>>,
  { terminal }: CommandContext,
): Promise<string> {
  const { newSiteText } = await import("../site/sample-site.ts");
  const ask = async (name: string, question: string, fallback: string): Promise<string> => {
    const given = options[name];
    if (given !== undefined) return String(given);
    if (!terminal.interactive) return fallback;
    return (await terminal.ask(`${question} [${fallback}]: `)).trim() || fallback;
  };
  const project = await ask("project", "Cloud project", "deployment-prep");
  const service = await ask("service", "Name of the service", "sessionstore");
  const template = await ask("template", "Template", "sessionstore");
  const given = options["host"] as readonly string[] | undefined;
  const hosts = given ?? [await ask("", "Instance", "deployment-sessionstore02")];
  return newSiteText({ project, service, template, hosts });
}

/** @throws {KaskctlError} file-unwritable */
async function refuseToOverwrite(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw new KaskctlError("file-unwritable", `Cannot write ${path}: it is there already.`, {
    hint: "Name another folder, or move the file away.",
  });
}

/**
 * What was asked or given by flags must be a site that the other commands can use.
 * @throws {KaskctlError} wrong-use, unknown-template
 */
async function refuseUnusable(
  text: string,
  path: string,
  { installation }: CommandContext,
): Promise<void> {
  const { readSite } = await import("../site/load-site.ts");
  const { loadTemplate } = await import("../render/template.ts");
  const site = await readSite(text, path).catch((cause: Error) => {
    throw new KaskctlError("wrong-use", `Cannot write ${path}. ${cause.message}`, {
      cause,
      hint: "Give another name for what is wrong there.",
    });
  });
  for (const { template } of site.services.values()) {
    await loadTemplate(template, installation.templatesFolder);
  }
}
