import { resolve } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { writeOutputFile } from "../base/files.ts";
import type { Rendered } from "../render/render.ts";
import type { Command, CommandContext } from "./command.ts";
import { chooseService, openSite, printJson } from "./wiring.ts";

export const renderCommand: Command = {
  name: "render",
  summary: "print the Hiera text of a service",
  description:
    "Prints the Hiera text of a service as Horizon would store it. Without a site file, --template and --set suffice. A referenced secret is resolved: the text stays with you.",
  args: [
    { name: "[service]", description: "a service of the site; its only one where there is one" },
  ],
  options: [
    { flags: "--template <name>", description: "render this template without a site" },
    { flags: "--set <name=value>", description: "a value for a parameter", repeatable: true },
    { flags: "-o, --output <file>", description: "write it to a file of mode 0600" },
  ],
  examples: [
    { line: "kaskctl render sessionstore", does: "prints the service's text" },
    {
      line: "kaskctl render --template cassandra --set hosts=db1.example.org",
      does: "renders a template without a site",
    },
  ],

  async run([name], options, context) {
    const sets = (options["set"] as readonly string[] | undefined) ?? [];
    const template = options["template"];
    const rendered =
      typeof template === "string"
        ? await renderTemplate(template, name, sets, context)
        : await renderServiceOfSite(name, sets, context);
    const { output } = options;
    if (typeof output === "string" && output !== "-") {
      await writeOutputFile(resolve(context.world.cwd, output), rendered.text, 0o600);
      context.world.progress(`wrote ${output}`);
      if (context.globals.json) printJson(context, { file: resolve(context.world.cwd, output) });
    } else if (context.globals.json) printJson(context, { text: rendered.text });
    else context.terminal.print(rendered.text);
    return 0;
  },
};

async function renderServiceOfSite(
  name: unknown,
  sets: readonly string[],
  context: CommandContext,
): Promise<Rendered> {
  const { renderOfSite } = await import("../deploy/render-of-site.ts");
  const service = chooseService(await openSite(context), name);
  const { templatesFolder } = context.installation;
  return renderOfSite({ service, templatesFolder, world: context.world, sets, publish: "all" });
}

async function renderTemplate(
  nameOrPath: string,
  service: unknown,
  sets: readonly string[],
  { world, installation }: CommandContext,
): Promise<Rendered> {
  if (service !== undefined) {
    throw new KaskctlError("wrong-use", "Cannot render a service and a template at once.", {
      hint: "Leave out the service, or --template.",
    });
  }
  const { loadTemplate } = await import("../render/template.ts");
  const { renderService } = await import("../render/render.ts");
  const { resolveSecret } = await import("../site/secrets.ts");
  // A name is a folder of ours; a path starts with a dot or a slash.
  const place = /^[./]/.test(nameOrPath) ? resolve(world.cwd, nameOrPath) : nameOrPath;
  return renderService({
    template: await loadTemplate(place, installation.templatesFolder),
    hosts: [],
    values: {},
    sets,
    publish: "all",
    resolveSecret: (reference) => resolveSecret(reference, world),
  });
}
