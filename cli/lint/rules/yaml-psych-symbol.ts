import type { ScalarNode } from "../../hiera/document.ts";
import { HieraSymbol } from "../../hiera/value.ts";
import { walk } from "../../hiera/walk.ts";
import type { Rule, Target } from "../rule.ts";
import { loadScalar } from "../scalar-value.ts";

/** See `kaskctl rules yaml/psych-symbol`. */
export const rule: Rule = {
  id: "yaml/psych-symbol",
  severity: "error",
  summary: "A text that starts with a colon becomes a Ruby Symbol.",
  why: "Puppet refuses Symbols. In a tree the lookup of that key fails; from the ENC every lookup fails, on every instance that the text reaches. Quotes help in a tree, but not in Horizon: the ENC writes the text back without them.",
  bad: { target: "horizon", text: "prometheus::listen: ':9341'\n" },
  good: { target: "horizon", text: "prometheus::listen: 0.0.0.0:9341\n" },
  source: "Psych, scalar_scanner.rb, tokenize; cloudlib::httpyaml",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  *check({ root, target }) {
    if (root === undefined) return;
    for (const { node, path, isKey } of walk(root)) {
      if (node.kind !== "scalar" || !isSymbol(node, target)) continue;
      // Puppet turns the keys of a tree back into Strings.
      if (isKey && target === "tree") continue;
      yield {
        span: node.span,
        path,
        message: `Puppet's loader takes ${JSON.stringify(node.text)} for a Symbol${isQuoted(node) ? ", since the ENC does not keep the quotes" : ""}.`,
        help: helpFor(node, target),
      };
    }
  },
};

function isSymbol(node: ScalarNode, target: Target): boolean {
  if (!node.text.startsWith(":") && node.tag === undefined) return false;
  const loaded = loadScalar(node, target);
  return loaded.ok && loaded.value instanceof HieraSymbol;
}

function isQuoted(node: ScalarNode): boolean {
  return node.style !== "plain";
}

function helpFor({ text }: ScalarNode, target: Target): string {
  if (target === "tree") return "Put it in quotes.";
  if (/^:\d+$/u.test(text)) return `Name the address as well: 0.0.0.0${text}.`;
  const address = longAddress(text);
  if (address !== undefined) return `Write the address in full: ${address}.`;
  return "Write it so that it does not start with a colon; quotes do not survive.";
}

/** An IPv6 address that starts with `::`, without the abbreviation. */
function longAddress(text: string): string | undefined {
  const groups = /^::((?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{1,4})$/iu.exec(text)?.[1]?.split(":");
  if (groups === undefined) return undefined;
  return [...new Array<string>(8 - groups.length).fill("0"), ...groups].join(":");
}
