import { checkType } from "../../signatures/check-type.ts";
import { openString } from "../../signatures/puppet-value.ts";
import { everyKey } from "../lookups/every-key.ts";
import type {
  KeyFact,
  ReferenceFact,
  Rule,
  RuleFinding,
  Severity,
  TogetherContext,
} from "../rule.ts";
import { parametersOfKey } from "../types/parameters-of-key.ts";

/** See `kaskctl rules hiera/interpolation-type`. */
export const rule: Rule = {
  id: "hiera/interpolation-type",
  severity: "warning",
  summary: "A lookup inside a text makes a text of what is a list, a hash or a number.",
  why: "Only `%{alias('key')}` gives the value itself. `%{lookup('key')}` gives Ruby's writing of a list or a hash, such as `[\"a\", \"b\"]`, and a String in place of a number.",
  bad: {
    target: "horizon",
    text: "kask_nodes: [a.example, b.example]\nprofile::kask::nodes: \"%{lookup('kask_nodes')}\"\n",
  },
  good: {
    target: "horizon",
    text: "kask_nodes: [a.example, b.example]\nprofile::kask::nodes: \"%{alias('kask_nodes')}\"\n",
  },
  source: "puppet, lib/puppet/pops/lookup/interpolation.rb, interpolate_string",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  needs: ["code", "texts"],
  fix: { safety: "unsafe", does: "Writes alias, where the lookup is the whole value." },

  *checkTogether(context) {
    const shapes = shapesByName(context);
    for (const { file, references } of context.texts) {
      for (const reference of references) {
        const shape = shapes.get(reference.key);
        if (shape === undefined || reference.method === "alias") continue;
        const loss = lossOf(reference, shape, context);
        if (loss !== undefined) yield { file, severity: loss, ...finding(reference, shape) };
      }
    }
  },
};

type Shape = KeyFact["shape"];

/** What kind of value a key has that is looked up, where all texts that set it agree. */
function shapesByName({ texts }: TogetherContext): ReadonlyMap<string, Shape | undefined> {
  const shapes = new Map<string, Shape | undefined>();
  const wanted = new Set<string>();
  for (const { references } of texts) for (const { key } of references) wanted.add(key);
  for (const { key } of everyKey(texts)) {
    if (!wanted.has(key.name)) continue;
    const isOther = shapes.has(key.name) && shapes.get(key.name) !== key.shape;
    shapes.set(key.name, isOther ? undefined : key.shape);
  }
  return shapes;
}

/** How bad a text in place of the value is: of a list always, and an error where the type refuses it. */
function lossOf(
  { isWhole, path }: ReferenceFact,
  shape: Shape,
  { signatures }: TogetherContext,
): Severity | undefined {
  if (shape === "string" || shape === "undef") return undefined;
  const [key = "", ...inside] = path;
  const takers = isWhole && inside.length === 0 ? parametersOfKey(String(key), signatures) : [];
  const isRefused = takers.some(
    ({ parameter: { type } }) =>
      type !== undefined && checkType(openString, type, signatures.aliases) !== undefined,
  );
  if (isRefused) return "error";
  return shape === "array" || shape === "hash" ? "warning" : undefined;
}

const names: Readonly<Record<Shape, string>> = {
  array: "a list",
  hash: "a hash",
  number: "a number",
  boolean: "a Boolean",
  string: "a String",
  undef: "nothing",
};

function finding({ key, method, span, path, isWhole }: ReferenceFact, shape: Shape): RuleFinding {
  const better = `%{alias('${key}')}`;
  // Only there is the span that of the interpolation, and not of the scalar around it.
  const isLiteral = span.end - span.start === `%{${method}('')}`.length + key.length;
  const message = `The key ${key} has ${names[shape]}, of which this makes a text.`;
  const yieldsTo = ["hiera/interpolation-unknown"] as const;
  if (!isWhole) return { span, path, message, yieldsTo, help: "Give the whole value with alias." };
  const start = span.start + "%{".length;
  const edits = [{ start, end: start + method.length, text: "alias" }];
  return {
    span,
    path,
    message,
    yieldsTo,
    help: `Write ${better}.`,
    ...(isLiteral ? { fix: { safety: "unsafe", title: "Write alias.", edits } } : {}),
  };
}
