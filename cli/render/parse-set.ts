import { KaskctlError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import { readPositionedYaml } from "../site/positioned-yaml.ts";
import type { SiteValue } from "../site/site.ts";
import type { Parameter } from "./parameter.ts";
import type { Template } from "./template.ts";

/**
 * The values of `--set name=value` words, the last one of a name winning. A text is taken as it is;
 * a list is split at commas, or read as YAML where it starts with `[`; a map is YAML. What does not
 * look like the parameter's type stays a text, which the check of values then refuses.
 * @throws {KaskctlError} wrong-use, unknown-parameter
 */
export function parseSets(
  words: readonly string[],
  template: Template,
): ReadonlyMap<string, SiteValue> {
  const values = new Map<string, SiteValue>();
  for (const word of words) {
    const [, name, text] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || text === undefined) {
      throw new KaskctlError("wrong-use", "`--set` takes name=value; there is one without `=`.", {
        hint: "Write it as `--set port=8080`.",
      });
    }
    values.set(name, parseValue(findParameter(name, template), text));
  }
  return values;
}

/**
 * The parameter of that name.
 * @throws {KaskctlError} unknown-parameter
 */
export function findParameter(name: string, template: Template): Parameter {
  const parameter = template.parameters.get(name);
  if (parameter !== undefined) return parameter;
  throw new KaskctlError(
    "unknown-parameter",
    `The template ${template.name} has no parameter \`${name}\`.`,
    { hint: didYouMean(name, [...template.parameters.keys()]) },
  );
}

function parseValue({ type }: Parameter, text: string): SiteValue {
  switch (type) {
    case "integer":
    case "port":
      return /^-?[0-9]+$/.test(text) ? Number(text) : text;
    case "boolean":
      return text === "true" || text === "false" ? text === "true" : text;
    case "list":
      return parseList(text);
    case "map":
      return parseYaml(text);
    default:
      return text;
  }
}

function parseList(text: string): SiteValue {
  if (text.trimStart().startsWith("[")) return parseYaml(text);
  return text === "" ? [] : text.split(",").map((item) => item.trim());
}

function parseYaml(text: string): SiteValue {
  const { root, mistakes } = readPositionedYaml(text);
  return root === undefined || mistakes.length > 0 ? text : (root.value as SiteValue);
}
