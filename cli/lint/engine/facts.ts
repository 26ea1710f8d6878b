import type { HieraNode, Span } from "../../hiera/document.ts";
import { type HieraKey, hieraKeys } from "../lookups/hiera-keys.ts";
import { interpolationsOf } from "../lookups/interpolations.ts";
import type { KeyFact, ReferenceFact, RuleContext, TextFacts } from "../rule.ts";
import { digester, shapeOf } from "./digest.ts";
import { pathOf } from "./survey.ts";

/** What the rules that see several texts need to know of one. */
export function factsOf(context: RuleContext): TextFacts {
  const digest = digester(context.target);
  const keys = hieraKeys(context).map((key) => keyFact(key, context, digest));
  const { file, treePath, target } = context;
  return { file, treePath, target, keys, references: referencesOf(context) };
}

function keyFact(
  { name, section, pair: { key, value } }: HieraKey,
  { document, target }: RuleContext,
  digest: (node: HieraNode) => number,
): KeyFact {
  const entrySpan = { start: key.span.start, end: Math.max(key.span.end, value.span.end) };
  const lines = wholeLines(document.text, entrySpan);
  const fact: { -readonly [Member in keyof KeyFact]: KeyFact[Member] } = {
    name,
    span: key.span,
    entrySpan,
    shape: shapeOf(value, target),
    digest: digest(value),
  };
  if (section !== undefined) fact.section = section;
  if (lines !== undefined) fact.lines = lines;
  return fact;
}

/** The lines from the start of an entry to its end, where nothing else stands on them. */
function wholeLines(text: string, { start, end }: Span): Span | undefined {
  if (start > 0 && text.charAt(start - 1) !== "\n") return undefined;
  // Something else may need what is anchored there.
  if (text.slice(start, end).includes("&")) return undefined;
  // A block scalar ends behind its last line break already.
  if (text.charAt(end - 1) === "\n") return { start, end };
  const next = text.indexOf("\n", end);
  const lineEnd = next < 0 ? text.length : next + 1;
  return text.slice(end, lineEnd).trim() === "" ? { start, end: lineEnd } : undefined;
}

function referencesOf(context: RuleContext): readonly ReferenceFact[] {
  const found: ReferenceFact[] = [];
  for (const { token, visit, span, isWhole } of interpolationsOf(context)) {
    const { kind, key, fault } = token;
    if (fault !== undefined || !isLookup(kind)) continue;
    found.push({ method: kind, key, span, path: pathOf(visit), isWhole });
  }
  return found;
}

/** Whether an interpolation asks Hiera for another key. */
export function isLookup(kind: string): kind is ReferenceFact["method"] {
  return kind === "lookup" || kind === "hiera" || kind === "alias";
}
