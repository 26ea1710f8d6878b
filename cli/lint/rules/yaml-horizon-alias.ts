import type { AliasNode, HieraNode, Span } from "../../hiera/document.ts";
import { flowCopy } from "../fixes/flow-copy.ts";
import type { Rule, RuleFinding } from "../rule.ts";
import {
  entries,
  isMerge,
  mergeSources,
  type Path,
  type RealNode,
  real,
} from "../values/entries.ts";

/** See `kaskctl rules yaml/horizon-alias`. */
export const rule: Rule = {
  id: "yaml/horizon-alias",
  severity: "error",
  summary: "An alias makes two keys share one list or mapping.",
  why: "The ENC writes the shared value as `&id001` and `*id001`, and the Puppet server loads its answer without aliases. Every lookup then fails, on every instance that the text reaches.",
  bad: { target: "horizon", text: "first: &hosts\n- a.example.org\nsecond: *hosts\n" },
  good: { target: "horizon", text: "first:\n- a.example.org\nsecond: [a.example.org]\n" },
  source: "operations-puppet, modules/puppetmaster/files/puppet-enc.py; cloudlib::httpyaml",
  since: "0.1.0",
  targets: ["horizon"],
  fix: { safety: "unsafe", does: "Writes what the alias stands for in its place, on one line." },

  *check({ root, document }) {
    const visited = new Set<RealNode>();
    const blamed = new Set<HieraNode>();
    const waiting: Visit[] = root === undefined ? [] : [{ node: root, via: undefined, path: [] }];
    for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
      const target = real(visit.node);
      if (target === undefined || target.kind === "scalar") continue;
      if (visited.has(target)) {
        yield* sharing(visit, target, { blamed, text: document.text });
      } else {
        visited.add(target);
        // One by one: a call takes only so many arguments, and a list may have more items.
        for (const child of children(target, visit.path).reverse()) waiting.push(child);
      }
    }
  },
};

/** The alias by which a node is met again, unless it was blamed before. */
function* sharing(visit: Visit, target: RealNode, { blamed, text }: Asked): Iterable<RuleFinding> {
  // What a merge brings may be an alias itself, which is right where it stands.
  const alias = visit.via ?? (visit.node.kind === "alias" ? visit.node : undefined);
  if (alias === undefined || blamed.has(alias)) return;
  blamed.add(alias);
  const related = [anchorOf(alias, text)];
  const { span } = alias;
  yield { span, path: visit.path, ...words(alias, target, visit), related, ...expansion(alias) };
}

interface Asked {
  readonly blamed: Set<HieraNode>;
  readonly text: string;
}

/** Where the anchor of an alias stands: at its node, or before it. */
function anchorOf({ name, span, target }: AliasNode, text: string): Span {
  const start = text.lastIndexOf(`&${name}`, target?.span.start ?? span.start);
  return start < 0 ? span : { start, end: start + name.length + 1 };
}

interface Visit {
  readonly node: HieraNode;
  /** The alias of the merge that brought the node here. */
  readonly via: AliasNode | undefined;
  readonly path: Path;
}

/** The values below a node as PyYAML builds them: merged ones too, overridden ones not. */
function children(node: RealNode, path: Path): Visit[] {
  if (node.kind === "scalar") return [];
  if (node.kind === "sequence") {
    return node.items.map((item, index) => ({
      node: item,
      via: undefined,
      path: [...path, index],
    }));
  }
  const merges = new Map<HieraNode, AliasNode>();
  for (const pair of node.pairs.filter(isMerge)) {
    for (const source of mergeSources(pair.value)) {
      if (source.node.kind !== "alias") continue;
      for (const merged of entries(source.mapping).values()) merges.set(merged.value, source.node);
    }
  }
  const own = new Set(node.pairs);
  return [...entries(node)].map(([key, pair]) => ({
    node: pair.value,
    via: own.has(pair) ? undefined : merges.get(pair.value),
    path: [...path, key],
  }));
}

function expansion(alias: AliasNode): Pick<RuleFinding, "fix"> {
  const text = flowCopy(alias);
  if (text === undefined) return {};
  const title = `Write out what *${alias.name} stands for.`;
  return { fix: { safety: "unsafe", title, edits: [{ ...alias.span, text }] } };
}

function words({ name }: AliasNode, target: RealNode, { via, path }: Visit) {
  const shape = target.kind === "sequence" ? "list" : "mapping";
  const what =
    via === undefined
      ? `*${name} shares a ${shape}`
      : `<<: *${name} shares the ${shape} ${path.at(-1)}`;
  return {
    message: `${what}; the ENC writes it as an alias, which the Puppet server refuses.`,
    help: `Write the ${shape} out again here, without an anchor.`,
  };
}
