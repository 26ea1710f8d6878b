import type { HieraNode, MappingPair, ScalarNode } from "../../hiera/document.ts";
import { checkType, type Mismatch } from "../../signatures/check-type.ts";
import type { PuppetValue } from "../../signatures/puppet-value.ts";
import { quoted, quoteFix, rewriteFix } from "../fixes/quote.ts";
import type { Fix, RuleContext, RuleFinding } from "../rule.ts";
import { asMapping, entries, type Path, real } from "../values/entries.ts";
import { loadScalar, staysText } from "../values/scalar-value.ts";
import { puppetValueOf } from "./puppet-value-of.ts";
import { scalarCauses } from "./scalar-causes.ts";

/** A value that has a type. */
export interface TypedValue {
  readonly pair: MappingPair;
  /** The keys from the top down to the value. */
  readonly path: Path;
  /** The type's source text. */
  readonly type: string;
}

/** Types that ask for nothing inside, so that large values need not be read. */
const shapes: Readonly<Record<string, string>> = { Hash: "mapping", Array: "sequence" };

/** Why a value does not fit its type; undefined where it does, and where nobody can know. */
export function mismatchOf(
  { pair, type }: TypedValue,
  { target, signatures }: RuleContext,
): Mismatch | undefined {
  if (Object.hasOwn(shapes, type) && shapes[type] === real(pair.value)?.kind) return undefined;
  return checkType(puppetValueOf(pair.value, target), type, signatures.aliases);
}

/**
 * The finding at the part of a value that does not fit. Quotes are put there or taken away where that
 * alone makes it fit.
 */
export function typeFinding(
  value: TypedValue,
  mismatch: Mismatch,
  message: string,
  context: RuleContext,
): RuleFinding {
  const part = partOf(value.pair, mismatch);
  const advice = adviceFor(value, mismatch, part, context);
  const isShown = part.span.end > part.span.start;
  return {
    span: (isShown ? part : value.pair.key).span,
    path: [...value.path, ...mismatch.path],
    message,
    ...scalarCauses,
    ...advice,
  };
}

/** The node that a mismatch is about, or the nearest one above it. */
function partOf(pair: MappingPair, { path, isKey }: Mismatch): HieraNode {
  let at: MappingPair = pair;
  for (const step of path) {
    const next = below(at, step);
    if (next === undefined) return at.value;
    at = next;
  }
  return isKey ? at.key : at.value;
}

/** A list's item stands for its own key. */
function below({ value }: MappingPair, step: string | number): MappingPair | undefined {
  const node = real(value);
  if (node?.kind === "sequence") {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { key: item, value: item };
  }
  const mapping = asMapping(node);
  return mapping === undefined ? undefined : entries(mapping).get(String(step));
}

function adviceFor(
  value: TypedValue,
  mismatch: Mismatch,
  part: HieraNode,
  context: RuleContext,
): Pick<RuleFinding, "help" | "fix"> {
  const { span } = value.pair.value;
  // What stands elsewhere, behind an alias, is the value of others, too.
  const isOwn = part.span.start >= span.start && part.span.end <= span.end;
  if (part.kind !== "scalar" || part.tag !== undefined) return {};
  const change = part.style === "plain" ? quotes(part, context) : noQuotes(part, context);
  if (change === undefined) return {};
  const changed = puppetValueOf(value.pair.value, context.target, {
    node: part,
    value: change.value,
  });
  const left = checkType(changed, value.type, context.signatures.aliases);
  if (left !== undefined && String(left.path) === String(mismatch.path)) return {};
  return isOwn ? { help: change.help, fix: change.fix } : { help: change.help };
}

interface Change {
  readonly value: PuppetValue;
  readonly help: string;
  readonly fix: Fix;
}

function quotes(node: ScalarNode, { document, target }: RuleContext): Change | undefined {
  if (node.text === "" || !staysText(node.text, target)) return undefined;
  return {
    value: node.text,
    help: `Put it in quotes: ${quoted(node.text)}.`,
    fix: quoteFix(node, document.text),
  };
}

/** Texts that mean the same without quotes, whatever stands around them. */
const bare = /^[-+]?[\w.]+$/u;

function noQuotes(node: ScalarNode, { document, target }: RuleContext): Change | undefined {
  if (!bare.test(node.text)) return undefined;
  const loaded = loadScalar({ ...node, style: "plain" }, target);
  if (!loaded.ok || typeof loaded.value === "string") return undefined;
  const value = puppetValueOf({ ...node, style: "plain" }, target);
  // `yes` alone would be the next finding.
  const text = typeof loaded.value === "boolean" ? String(loaded.value) : node.text;
  return {
    value,
    help: `Write it without quotes: ${text}.`,
    fix: rewriteFix(node, document.text, text, "Take the quotes away."),
  };
}
