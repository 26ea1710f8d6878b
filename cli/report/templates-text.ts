import type { Parameter } from "../render/parameter.ts";
import type { Template } from "../render/template.ts";

/** The templates, one a line. */
export function formatTemplates(templates: readonly Template[]): string {
  const width = Math.max(...templates.map(({ name }) => name.length));
  return templates.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join("");
}

/** A template with each of its parameters. */
export function formatTemplate({ name, summary, parameters }: Template): string {
  const rows = [...parameters.values()].map(
    (parameter) =>
      `  ${parameter.name}: ${typeText(parameter)}\n      ${parameter.description} ${defaultText(parameter)}`,
  );
  return `${name}: ${summary}\n\nParameters:\n${rows.join("\n")}\n`;
}

/** A template as a value for JSON. */
export function templateJson({ name, folder, summary, parameters }: Template) {
  return {
    name,
    folder,
    summary,
    parameters: [...parameters.values()].map((parameter) => ({
      name: parameter.name,
      type: parameter.type,
      description: parameter.description,
      ...(parameter.default === undefined ? {} : { default: parameter.default }),
      ...(parameter.defaultFrom === undefined ? {} : { default_from: parameter.defaultFrom }),
      optional: parameter.optional,
      ...(parameter.values.length === 0 ? {} : { values: parameter.values }),
      ...(parameter.min === undefined ? {} : { min: parameter.min }),
      ...(parameter.max === undefined ? {} : { max: parameter.max }),
    })),
  };
}

/** The type of a parameter with its choices or bounds. */
export function typeText({ type, values, min, max, itemsAreFqdns }: Parameter): string {
  if (values.length > 0) return values.join(" | ");
  if (type === "list") return itemsAreFqdns ? "list of FQDNs" : "list of strings";
  if (min === undefined || max === undefined) return type;
  return `${type} from ${min} to ${max}`;
}

/** Where the value comes from when none is given. */
export function defaultText({ default: value, defaultFrom, optional }: Parameter): string {
  if (value !== undefined) return `Default: ${JSON.stringify(value)}.`;
  if (defaultFrom !== undefined) return `Default: as \`${defaultFrom}\`.`;
  return optional ? "Left out where it is not set." : "Required.";
}
