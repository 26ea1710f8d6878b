import type { AliasNode, HieraNode, Span } from "../../hiera/document.ts";
import { pathOf, type Survey, type Visit } from "../engine/survey.ts";
import type { Edit, Rule, RuleContext, RuleFinding } from "../rule.ts";
import type { RealNode } from "../values/entries.ts";

/** See `kaskctl rules yaml/anchors`. */
export const rule: Rule = {
  id: "yaml/anchors",
  severity: "warning",
  summary: "An anchor is there twice or for nothing, or an alias is glued to a colon.",
  why: "Psych takes the anchor that came last, PyYAML refuses a text with the same one twice. An anchor without an alias is often a misspelt one, and `*name:` is an alias to the loaders but a name that ends in a colon to YAML 1.2.",
  bad: { target: "tree", text: "profile::dumps::hosts: &hosts\n- a.example.org\n" },
  good: { target: "tree", text: "profile::dumps::hosts:\n- a.example.org\n" },
  source: "PyYAML, composer.py, compose_node; libyaml, scanner.c, yaml_parser_scan_anchor",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "safe",
    does: "Removes an anchor that no alias names; puts a blank between an alias and its colon.",
  },
  yamllint: ["anchors"],

  concerns: ({ document }) => document.text.includes("&"),

  *check({ document, survey, target }) {
    const used = new Set<HieraNode | undefined>();
    for (const { node } of survey.aliases) used.add(node.target);
    const taken = new Set<string>();
    for (const visit of anchored(survey)) {
      const { anchor } = visit.node;
      const span = anchorSpan(visit.node, document.text);
      if (taken.has(anchor)) yield duplicate(visit, span, target);
      else if (!used.has(visit.node)) yield unused(visit, span, document.text);
      taken.add(anchor);
    }
    for (const visit of survey.aliases) {
      const isGlued =
        visit.isKey && visit.key === undefined && document.text[visit.node.span.end] === ":";
      if (isGlued) yield glued(visit);
    }
  },
};

type Anchored = Visit<RealNode & { readonly anchor: string }>;

/** Every node with an anchor, in the order of the text. */
function anchored({ scalars, sequences, mappings }: Survey): readonly Anchored[] {
  const found: Anchored[] = [];
  for (const visits of [scalars, sequences, mappings]) {
    for (const visit of visits) if (visit.node.anchor !== undefined) found.push(visit as Anchored);
  }
  return found.sort((one, other) => one.node.span.start - other.node.span.start);
}

/** Where `&name` stands; a tag may stand before it. */
function anchorSpan({ anchor, span }: Anchored["node"], text: string): Span {
  const start = text.indexOf(`&${anchor}`, span.start);
  return { start, end: start + anchor.length + 1 };
}

function duplicate(visit: Anchored, span: Span, target: RuleContext["target"]): RuleFinding {
  const { anchor } = visit.node;
  const isFatal = target === "horizon";
  const result = isFatal ? "PyYAML refuses the text" : "an alias below means this one";
  return {
    span,
    path: pathOf(visit),
    message: `The anchor &${anchor} is already taken above; ${result}.`,
    help: "Give one of the two another name.",
    ...(isFatal ? { severity: "error" as const } : {}),
  };
}

function unused(visit: Anchored, span: Span, text: string): RuleFinding {
  return {
    span,
    path: pathOf(visit),
    message: `No alias names the anchor &${visit.node.anchor}.`,
    help: "Remove it.",
    ...(isAllThereIs(visit, span)
      ? {}
      : { fix: { safety: "safe", title: "Remove the anchor.", edits: [removal(span, text)] } }),
  };
}

/** Of `[&name]` nothing would stay, and not an item that is nothing. */
function isAllThereIs({ node, parent }: Anchored, { end }: Span): boolean {
  return node.span.end <= end && parent?.node.kind === "sequence";
}

/** The anchor with the blanks behind it, or before it where the line ends there. */
function removal({ start, end }: Span, text: string): Edit {
  let last = end;
  while (text[last] === " ") last++;
  if (last > end && !/[\r\n#]/u.test(text[last] ?? "\n")) return { start, end: last, text: "" };
  let first = start;
  while (text[first - 1] === " ") first--;
  return { start: first, end, text: "" };
}

function glued(visit: Visit<AliasNode>): RuleFinding {
  const { span, name } = visit.node;
  return {
    span,
    path: pathOf(visit),
    message: `The alias *${name} is a key without a blank before its colon, which YAML 1.2 takes for a part of the name.`,
    help: `Write "*${name} :".`,
    fix: {
      safety: "safe",
      title: "Put a blank before the colon.",
      edits: [{ start: span.end, end: span.end, text: " " }],
    },
  };
}
