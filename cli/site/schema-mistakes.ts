import type { ErrorObject } from "ajv";
import { Ajv } from "ajv";
import { didYouMean } from "../base/suggest.ts";
import type { Mistake } from "./mistakes.ts";
import { nodeAt, type YamlNode } from "./positioned-yaml.ts";

/** Everything in which `root` differs from a JSON Schema, with places. */
export function schemaMistakes(schema: object, root: YamlNode): readonly Mistake[] {
  const validate = new Ajv({ allErrors: true, verbose: true }).compile(schema);
  if (validate(root.value)) return [];
  return (validate.errors ?? [])
    .filter(({ keyword }) => keyword !== "propertyNames")
    .map((error) => mistakeOf(error, root));
}

function mistakeOf(error: ErrorObject, root: YamlNode): Mistake {
  const path = error.instancePath.split("/").slice(1).map(unescapePointer);
  const node = nodeAt(root, path);
  if (error.propertyName !== undefined) {
    return {
      offset: keyOffset(node, error.propertyName),
      message: `\`${error.propertyName}\` is not ${expected(error)}`,
    };
  }
  if (error.keyword === "additionalProperties") {
    const name = String(error.params["additionalProperty"]);
    return { offset: keyOffset(node, name), message: unknownProperty(error, path, name) };
  }
  return { offset: node.offset, message: `${nameOf(path)} ${sentence(error)}` };
}

function unknownProperty(error: ErrorObject, path: readonly string[], name: string): string {
  const known = Object.keys((error.parentSchema?.["properties"] ?? {}) as object);
  const where = path.length === 0 ? "" : ` in ${nameOf(path)}`;
  return `unknown property \`${name}\`${where}. ${didYouMean(name, known)}`;
}

/** What is wrong, after the path of the value. */
function sentence(error: ErrorObject): string {
  const { keyword, params, data } = error;
  if (keyword === "required") return `lacks \`${String(params["missingProperty"])}\``;
  if (keyword === "minItems" || keyword === "minProperties") return "must not be empty";
  if (keyword === "uniqueItems") return `names item ${Number(params["j"]) + 1} twice`;
  if (keyword === "enum") {
    const values = (params["allowedValues"] as readonly unknown[]).map(String);
    const found = typeof data === "string" ? `\`${data}\`` : kindOf(data);
    return `is ${found}, expected ${values.join(" or ")}`;
  }
  if (keyword === "type") return wrongType(data, String(params["type"]));
  if (keyword === "minLength") return `is empty, expected ${expected(error)}`;
  return `is not ${expected(error)}`;
}

function expected(error: ErrorObject): string {
  return String(error.parentSchema?.["title"] ?? error.message);
}

function nameOf(path: readonly string[]): string {
  return path.length === 0 ? "the file" : `\`${path.join(".")}\``;
}

/** A value in words that do not show it, since it may be a secret: `a text`, `a list`. */
function kindOf(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") return "a text";
  return typeof value === "boolean" ? "a boolean" : "a number";
}

function wrongType(value: unknown, type: string): string {
  const canBeQuoted = type === "string" && ["number", "boolean"].includes(typeof value);
  const advice = canBeQuoted ? "; quote it" : "";
  return `is ${kindOf(value)}, expected ${typeTitles[type] ?? type}${advice}`;
}

const typeTitles: Readonly<Record<string, string>> = {
  object: "a mapping",
  array: "a list",
  string: "a text",
  boolean: "true or false",
  integer: "an integer",
  number: "a number",
};

function keyOffset(node: YamlNode, key: string): number {
  return node.entries.find((entry) => entry.key === key)?.offset ?? node.offset;
}

function unescapePointer(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
