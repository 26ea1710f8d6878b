import type { ScalarNode } from "../../hiera/document.ts";
import type { Survey } from "../engine/survey.ts";
import type { Edit, Fix, FixSafety, Rule, RuleContext, RuleFinding } from "../rule.ts";
import { refusals } from "../values/refusals.ts";

/** See `kaskctl rules yaml/whitespace`. */
export const rule: Rule = {
  id: "yaml/whitespace",
  severity: "info",
  summary: "The text has blanks that nobody sees.",
  why: "An editor or a merge changes them without a word, so that a change shows lines in which nothing changed; a tab or a no-break space that somebody copied is a part of the value.",
  bad: { target: "tree", text: "profile::dumps::host: a.example.org  \n" },
  good: { target: "tree", text: "profile::dumps::host: a.example.org\n" },
  source: "yamllint, rules/trailing_spaces.py, new_line_at_end_of_file.py and new_lines.py",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "safe",
    does: "Removes them or writes what everybody sees; only with --fix-unsafe where they are a part of a value, or where Psych does not read the text to its end.",
  },
  yamllint: ["trailing-spaces", "new-line-at-end-of-file", "new-lines"],

  *check(context) {
    const { document, target } = context;
    if (refusals(document, target).length > 0) return;
    for (const look of looks) {
      const finding = look(context);
      if (finding === undefined) continue;
      yield document.problems.length === 0 ? finding : withUnsafeFix(finding);
    }
  },
};

/** One kind of blanks gives one finding, at its first place, with all places in its fix. */
const looks: readonly ((context: RuleContext) => RuleFinding | undefined)[] = [
  byteOrderMark,
  carriageReturns,
  trailingBlanks,
  tabs,
  noBreakSpaces,
  missingLineBreak,
];

function byteOrderMark({ document: { text } }: RuleContext): RuleFinding | undefined {
  if (text.charCodeAt(0) !== 0xfeff) return undefined;
  const edits = [{ start: 0, end: 1, text: "" }];
  return finding("The text begins with a byte order mark", edits, "safe", "Remove it.");
}

/** Both loaders read every line break as one line feed, also in a value. */
function carriageReturns({ document: { text } }: RuleContext): RuleFinding | undefined {
  if (!text.includes("\r")) return undefined;
  const edits = [...text.matchAll(/\r\n?/gu)].map(({ index, 0: found }) => {
    return { start: index, end: index + found.length, text: "\n" };
  });
  const message = `The text has ${lines(edits)} that ${plural(edits, "ends", "end")} in a carriage return`;
  return finding(message, edits, "safe", "Write line feeds.");
}

function trailingBlanks({ document: { text }, survey }: RuleContext): RuleFinding | undefined {
  if (!/[ \t](?:[\r\n]|$)/u.test(text)) return undefined;
  const edits = [...text.matchAll(blanksAtEnd)].map(({ index, 0: found }) => {
    return { start: index, end: index + found.length, text: "" };
  });
  const safety = edits.some((edit) => changesValue(edit, text, survey)) ? "unsafe" : "safe";
  return finding(`There are blanks at the end of ${lines(edits)}`, edits, safety, "Remove them.");
}

/** A row of blanks is looked at from its beginning only, since it may be a megabyte long. */
const blanksAtEnd = /(?<![ \t])[ \t]+(?=\r?\n|$)/gu;
const blanksInside = /(?<![ \t])[ \t]+(?![ \t\r\n]|$)/gu;

/** Line breaks in plain and quoted scalars are folded, with the blanks around them. */
function changesValue({ start }: Edit, text: string, survey: Survey): boolean {
  const style = scalarAt(start, survey)?.style;
  if (style === "literal" || style === "folded") return true;
  return style === "double" && text[start - 1] === "\\";
}

function tabs({ document: { text }, survey }: RuleContext): RuleFinding | undefined {
  if (!text.includes("\t")) return undefined;
  const edits = [...text.matchAll(blanksInside)].flatMap(({ index, 0: blanks }) =>
    [...blanks.matchAll(/\t+/gu)].map((found) => {
      const start = index + found.index;
      return { start, end: start + found[0].length, text: " " };
    }),
  );
  const safety = isInValue(edits, survey) ? "unsafe" : "safe";
  return edits.length === 0
    ? undefined
    : finding(`There are tabs in ${lines(edits)}`, edits, safety, "Write a blank.");
}

function noBreakSpaces({ document: { text }, survey }: RuleContext): RuleFinding | undefined {
  if (!text.includes("\xA0")) return undefined;
  const edits = [...text.matchAll(/\xA0/gu)].map(({ index }) => {
    return { start: index, end: index + 1, text: " " };
  });
  const safety = isInValue(edits, survey) ? "unsafe" : "safe";
  const count = `${edits.length} no-break ${plural(edits, "space", "spaces")}`;
  return finding(`There ${plural(edits, "is", "are")} ${count}`, edits, safety, "Write a blank.");
}

/** A block scalar at the end of the text gets the line break as a part of its value. */
function missingLineBreak({ document: { text }, survey }: RuleContext): RuleFinding | undefined {
  if (text === "" || /[\r\n]$/u.test(text)) return undefined;
  const style = scalarAt(text.length - 1, survey)?.style;
  const safety = style === "literal" || style === "folded" ? "unsafe" : "safe";
  const edits = [{ start: text.length, end: text.length, text: "\n" }];
  return finding("The last line has no line break", edits, safety, "Add one.");
}

function finding(what: string, edits: readonly Edit[], safety: FixSafety, title: string) {
  const [{ start, end }] = edits as readonly [Edit];
  const fix: Fix = { safety, title, edits };
  return { span: { start, end }, message: `${what}.`, help: title, fix };
}

/**
 * For a text with problems that its loader does not refuse: Psych stops at the end of the first document,
 * and without its blanks what stands there may become a part of it.
 */
function withUnsafeFix(found: RuleFinding): RuleFinding {
  return found.fix === undefined ? found : { ...found, fix: { ...found.fix, safety: "unsafe" } };
}

function isInValue(edits: readonly Edit[], survey: Survey): boolean {
  return edits.some(({ start }) => scalarAt(start, survey) !== undefined);
}

/** The scalar around an offset; scalars stand in the order of the text, so that a search by halves finds it. */
function scalarAt(offset: number, { scalars }: Survey): ScalarNode | undefined {
  let low = 0;
  let high = scalars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((scalars[middle]?.node.span.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const node = scalars[low - 1]?.node;
  return node !== undefined && offset < node.span.end ? node : undefined;
}

function lines(edits: readonly Edit[]): string {
  return `${edits.length} ${plural(edits, "line", "lines")}`;
}

function plural(edits: readonly Edit[], one: string, more: string): string {
  return edits.length === 1 ? one : more;
}
