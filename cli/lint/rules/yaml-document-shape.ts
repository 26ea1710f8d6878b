import type { HieraDocument, HieraNode } from "../../hiera/document.ts";
import type { Fix, Rule, RuleFinding, Target } from "../rule.ts";
import { real } from "../values/entries.ts";
import { refusals } from "../values/refusals.ts";

/** See `kaskctl rules yaml/document-shape`. */
export const rule: Rule = {
  id: "yaml/document-shape",
  severity: "error",
  summary: "The text is not one mapping of keys to values.",
  why: "The ENC refuses a text that is no mapping. From a tree Puppet takes it for one without keys and logs a warning with every catalog; of several documents it reads the first and drops the others without a word.",
  bad: { target: "tree", text: "# moved to common.yaml\n" },
  good: { target: "tree", text: "# moved to common.yaml\n{}\n" },
  source: "Puppet, functions/yaml_data.rb; operations-puppet, puppet-enc.py",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "safe",
    does: "Writes {} into a text without keys; puts a blank behind a glued colon only with --fix-unsafe.",
  },

  *check({ document, target }) {
    if (refusals(document, target).length > 0) return;
    const [first, second] = document.roots;
    if (second !== undefined) {
      yield secondDocument(second, target);
    } else if (first === undefined || isNothing(first)) {
      yield nothing(document, target);
    } else if (real(first)?.kind !== "mapping") {
      yield noMapping(first, document.text, target);
    }
  },
};

function secondDocument(node: HieraNode, target: Target): RuleFinding {
  const isTree = target === "tree";
  return {
    span: node.span,
    message: `A second document begins here, and ${isTree ? "Puppet never reads it" : "only one can be loaded"}.`,
    help: "Write one mapping, or remove the line with `---`.",
    // Nothing is lost there.
    ...(isTree && isNothing(node) ? { severity: "warning" as const } : {}),
  };
}

function isNothing(root: HieraNode): boolean {
  return root.kind === "scalar" && root.style === "plain" && /^(?:|~|null)$/u.test(root.text);
}

function nothing({ text, roots }: HieraDocument, target: Target): RuleFinding {
  const result =
    target === "tree" ? "Puppet logs a warning with every catalog" : "the ENC refuses it";
  // Behind `...`, or beside a tag, it would be something else.
  const isBare =
    !/^\.\.\./mu.test(text) &&
    (roots[0] === undefined || roots[0].span.start === roots[0].span.end);
  return {
    span: { start: 0, end: 0 },
    message: `There is no key in this text, and ${result}.`,
    help: "Write `{}`, or remove the file.",
    ...(target === "tree" ? { severity: "warning" as const } : {}),
    ...(isBare ? { fix: emptyMapping(text) } : {}),
  };
}

function emptyMapping(text: string): Fix {
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  const before = text === "" || /[\r\n]$/u.test(text) ? "" : lineBreak;
  const edits = [{ start: text.length, end: text.length, text: `${before}{}${lineBreak}` }];
  return { safety: "safe", title: "Write {}.", edits };
}

function noMapping(root: HieraNode, text: string, target: Target): RuleFinding {
  const what = root.kind === "sequence" ? "a list" : "a single value";
  const result = target === "tree" ? "Puppet finds no key in it" : "the ENC refuses it";
  const fix = root.kind === "scalar" && root.style === "plain" ? spacing(root, text) : undefined;
  return {
    span: root.span,
    message: `This is ${what} and no mapping of keys to values: ${result}.`,
    help: "Write `key: value`, with a space behind the colon.",
    ...(fix === undefined ? {} : { fix }),
  };
}

/** A blank behind the first colon of each line that is a key, a colon and a value. */
function spacing({ span }: HieraNode, text: string): Fix | undefined {
  const edits = [...text.slice(span.start, span.end).matchAll(gluedColon)].map(
    ({ index, 0: key }) => {
      const at = span.start + index + key.length;
      return { start: at, end: at, text: " " };
    },
  );
  if (edits.length === 0) return undefined;
  return { safety: "unsafe", title: "Put a blank behind the colon.", edits };
}

const gluedColon = /^[\w.-]+(?:::[\w.-]+)*:(?=[^\s:])/gmu;
