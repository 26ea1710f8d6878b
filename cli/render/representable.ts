import { KaskctlError } from "../base/errors.ts";
import { throughHorizon } from "../hiera/horizon-pipeline.ts";
import { sameValue } from "../hiera/plain.ts";
import { dumpAsPyyaml } from "../hiera/pyyaml-dump.ts";
import { HieraFloat, type HieraMap, type HieraValue } from "../hiera/value.ts";
import type { Filled, FilledHole } from "./fill.ts";

/**
 * Refuses values that would not reach Puppet as they are: Horizon and the ENC write every text anew
 * with PyYAML, which leaves out quotes that Ruby's loader would need. A literal of the template
 * itself passes: that is for lint to tell. No value of `secretParameters` is in the message.
 * @throws {KaskctlError} value-not-representable
 */
export function refuseUnrepresentable(
  { data, holes }: Filled,
  template: string,
  secretParameters: ReadonlySet<string>,
): void {
  if (isWellFormed(data) && survives(data)) return;
  const problems = new Set(holes.flatMap((hole) => problemsOf(hole, secretParameters)));
  if (problems.size === 0) return;
  throw new KaskctlError(
    "value-not-representable",
    [
      `Cannot render the template ${template}: Puppet would not get ${problems.size === 1 ? "a value" : "some values"} as given:`,
      ...problems,
    ].join("\n"),
    {
      hint: "Quotes do not help: Horizon and the ENC write the text anew without them. Write the value in another form.",
    },
  );
}

function problemsOf(hole: FilledHole, secretParameters: ReadonlySet<string>): readonly string[] {
  const isSecret = secretParameters.has(hole.parameter);
  const leaves = leavesOf(hole);
  const wrong = leaves.filter((leaf) => !arrives(leaf));
  const blamed = wrong.length === 0 && !arrives(hole) ? [hole] : wrong;
  return blamed.map(({ path, value }) => {
    const inner = path.slice(hole.path.length).join(".");
    const name = inner === "" || hole.isKey ? hole.parameter : `${hole.parameter}.${inner}`;
    const shown = isSecret || typeof value !== "string" ? "" : ` ${abridged(value)}`;
    return `\`${name}\`: the value${shown} ${reasonOf(value)}`;
  });
}

type Leaf = Pick<FilledHole, "path" | "value" | "isKey">;

/** The scalars of a hole's value, keys too, each with its own path. */
function leavesOf({ path, value, isKey }: Leaf): readonly Leaf[] {
  if (isKey) return [{ path, value, isKey }];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      leavesOf({ path: [...path, index], value: item as HieraValue, isKey: false }),
    );
  }
  if (!(value instanceof Map)) return [{ path, value, isKey }];
  return [...(value as HieraMap)].flatMap(([key, item]) => [
    { path: [...path, String(key)], value: key, isKey: true },
    ...leavesOf({ path: [...path, String(key)], value: item, isKey: false }),
  ]);
}

/** Whether a leaf comes back when it is the only one in the text, as deep as in the whole one. */
function arrives({ path, value, isKey }: Leaf): boolean {
  if (!isWellFormed(value)) return false;
  const leaf: HieraValue = isKey ? new Map([[value, new Map()]]) : value;
  const steps = isKey ? path.slice(0, -1) : path;
  const wrapped = steps.reduceRight<HieraValue>(
    (inner, step) => (typeof step === "number" ? [inner] : new Map([["k", inner]])),
    leaf,
  );
  return survives(wrapped as HieraMap);
}

function survives(data: HieraMap): boolean {
  const result = throughHorizon(dumpAsPyyaml(data));
  return result.ok && sameValue(result.value, data);
}

/** Half of a surrogate pair has no bytes in UTF-8. */
function isWellFormed(value: HieraValue): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (Array.isArray(value)) return value.every(isWellFormed);
  if (!(value instanceof Map)) return true;
  return [...(value as HieraMap)].every(([key, item]) => isWellFormed(key) && isWellFormed(item));
}

/** Why a value does not arrive, and what to write instead; the first that fits. */
const reasons: readonly { readonly of: RegExp; readonly reason: string }[] = [
  {
    of: /^:/,
    reason:
      "starts with a colon, which Ruby reads as a Symbol, and that stops Puppet on every matching host; write an address in full (0.0.0.0:8080, 0:0:0:0:0:0:0:1)",
  },
  {
    of: /^\d{4}-\d{1,2}-\d{1,2}/,
    reason:
      "looks like a date, and that stops Puppet on every matching host; put a letter before it (v2024-1-1) or join it otherwise (2024.1.1)",
  },
  {
    of: /^[-+]?\d[\d,_]*,[\d,_]*/,
    reason: "is a number with commas, which Ruby reads without them; leave the commas out",
  },
];

function reasonOf(value: HieraValue): string {
  if (value instanceof HieraFloat)
    return "is a number that the loaders write differently; quote it";
  if (typeof value !== "string") return "comes back as something else; write it as a text";
  if (!value.isWellFormed())
    return "holds half of a surrogate pair, which is no character; remove it";
  const known = reasons.find(({ of }) => of.test(value));
  return known?.reason ?? "comes back as something else; write it in another form";
}

function abridged(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
