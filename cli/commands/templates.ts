import type { Command } from "./command.ts";
import { printJson } from "./wiring.ts";

export const templatesCommand: Command = {
  name: "templates",
  summary: "list the templates, or show one with its parameters",
  args: [{ name: "[name]", description: "a template, as in sessionstore" }],
  examples: [
    { line: "kaskctl templates", does: "lists the templates" },
    {
      line: "kaskctl templates sessionstore",
      does: "shows its parameters with types and defaults",
    },
  ],

  async run([name], _options, context) {
    const { listTemplates, loadTemplate } = await import("../render/template.ts");
    const { formatTemplate, formatTemplates, templateJson } = await import(
      "../report/templates-text.ts"
    );
    const { globals, terminal, installation } = context;
    const folder = installation.templatesFolder;
    if (name !== undefined) {
      const template = await loadTemplate(String(name), folder);
      if (globals.json) printJson(context, { templates: [templateJson(template)] });
      else terminal.print(formatTemplate(template));
      return 0;
    }
    const templates = await listTemplates([folder]);
    if (globals.json) printJson(context, { templates: templates.map(templateJson) });
    else terminal.print(formatTemplates(templates));
    return 0;
  },
};
