import type { HieraDocument, HieraNode } from "../hiera/document.ts";
import { parseHiera } from "../hiera/parse-hiera.ts";
import { lineIndex } from "../hiera/positions.ts";
import { catalogue } from "../signatures/catalogue.ts";
import type { Signatures } from "../signatures/signatures.ts";
import { factsOf } from "./facts.ts";
import { refusals } from "./refusals.ts";
import type {
  Finding,
  HostFacts,
  Rule,
  RuleContext,
  RuleFinding,
  Severity,
  Target,
  TextFacts,
} from "./rule.ts";
import { ruleUrl } from "./rule-url.ts";
import { surveyOf } from "./survey.ts";

/** A text to lint. */
export interface LintText {
  readonly text: string;
  /** The name of the text in findings. */
  readonly file: string;
  readonly target: Target;
}

/** How to lint texts. */
export interface LintOptions {
  readonly rules: readonly Rule[];
  /** By rule id; `off` silences a rule, and a severity stands for whatever the rule says. */
  readonly severities?: ReadonlyMap<string, Severity | "off">;
  /** Absent: the catalogue. */
  readonly signatures?: Signatures;
  readonly host?: HostFacts;
}

/**
 * Asks every rule about some texts that belong together. The findings are in the order of the texts.
 * A text that is no YAML has no values to judge: then only `yaml/syntax` has something to say of it.
 */
export function lintTexts(texts: readonly LintText[], options: LintOptions): readonly Finding[] {
  const { rules, signatures = catalogue, host = {} } = options;
  const asked = rules.filter(({ id }) => options.severities?.get(id) !== "off");
  const linted = texts.map((text) => lintAlone(text, asked, { signatures, host }));
  lintTogether(linted, asked, { signatures, host });
  return linted.flatMap((each) => finish(each, options));
}

/** One text by itself; see {@link lintTexts}. */
export function lintText(options: LintText & LintOptions): readonly Finding[] {
  return lintTexts([options], options);
}

interface Known {
  readonly signatures: Signatures;
  readonly host: HostFacts;
}

interface Found {
  readonly rule: Rule;
  readonly finding: RuleFinding;
}

interface LintedText {
  readonly text: LintText;
  readonly facts: TextFacts;
  readonly found: Found[];
}

function lintAlone(input: LintText, rules: readonly Rule[], known: Known): LintedText {
  const { text, file, target } = input;
  const document = parseHiera(text);
  const root = rootFor(document, target);
  const context: RuleContext = { document, root, survey: surveyOf(root), target, file, ...known };
  const found: Found[] = [];
  for (const rule of rules) {
    if (!rule.targets.includes(target)) continue;
    for (const finding of rule.check?.(context) ?? []) found.push({ rule, finding });
  }
  return { text: input, facts: factsOf(context), found };
}

function lintTogether(linted: readonly LintedText[], rules: readonly Rule[], known: Known): void {
  const byFile = new Map(linted.map((each) => [each.text.file, each]));
  for (const rule of rules) {
    const texts = linted
      .map(({ facts }) => facts)
      .filter(({ target }) => rule.targets.includes(target));
    if (texts.length === 0) continue;
    for (const finding of rule.checkTogether?.({ texts, ...known }) ?? []) {
      byFile.get(finding.file)?.found.push({ rule, finding });
    }
  }
}

function finish({ text, found }: LintedText, { severities }: LintOptions): readonly Finding[] {
  const { file } = text;
  const positionOf = lineIndex(text.text);
  return withoutExplained(found)
    .sort(byPlace)
    .map(({ rule, finding }) => {
      const start = positionOf(finding.span.start);
      const end = positionOf(finding.span.end);
      const severity = severities?.get(rule.id) as Severity | undefined;
      return {
        rule: rule.id,
        severity: severity ?? finding.severity ?? rule.severity,
        file,
        line: start.line,
        column: start.column,
        endLine: end.line,
        endColumn: end.column,
        message: shortened(finding.message),
        ...(finding.help === undefined ? {} : { help: finding.help }),
        path: finding.path ?? [],
        url: ruleUrl(rule.id),
        ...(finding.fix === undefined ? {} : { fix: finding.fix }),
      };
    });
}

const longestMessage = 400;

/** A message may quote the text, and a text may be one line of a megabyte. */
function shortened(message: string): string {
  if (message.length <= longestMessage) return message;
  const half = longestMessage / 2;
  return `${message.slice(0, half)} … ${message.slice(-half)}`;
}

/** Psych takes the first of several YAML documents; PyYAML refuses them. */
function rootFor(document: HieraDocument, target: Target): HieraNode | undefined {
  if (refusals(document, target).length > 0) return undefined;
  if (target === "horizon" && document.roots.length > 1) return undefined;
  return document.roots[0];
}

/** One mistake gives one finding: it yields to the rule that knows the cause. */
function withoutExplained(found: readonly Found[]): Found[] {
  return found.filter(
    ({ finding: { yieldsTo, span } }) =>
      yieldsTo === undefined ||
      !found.some(
        ({ rule, finding }) =>
          yieldsTo.includes(rule.id) &&
          finding.span.start <= span.end &&
          finding.span.end >= span.start,
      ),
  );
}

function byPlace(a: Found, b: Found): number {
  return (
    a.finding.span.start - b.finding.span.start ||
    a.finding.span.end - b.finding.span.end ||
    a.rule.id.localeCompare(b.rule.id, "en")
  );
}
