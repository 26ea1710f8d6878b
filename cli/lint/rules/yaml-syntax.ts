import { basename } from "node:path";
import type {
  AliasNode,
  HieraDocument,
  ScalarNode,
  Span,
  SyntaxProblem,
} from "../../hiera/document.ts";
import { throughHorizon } from "../../hiera/horizon-pipeline.ts";
import { loadAsPsych } from "../../hiera/psych-load.ts";
import { faultsOfPyyaml } from "../../hiera/pyyaml-load.ts";
import { HieraFloat, type HieraValue } from "../../hiera/value.ts";
import { walk } from "../../hiera/walk.ts";
import type { Visit } from "../engine/survey.ts";
import type { Rule, RuleContext, RuleFinding, Target } from "../rule.ts";
import { asMapping, type Path } from "../values/entries.ts";
import { refusals } from "../values/refusals.ts";
import { loadScalar } from "../values/scalar-value.ts";

/** The rules that say what a loader does not: why it refuses. */
const causes = [
  "yaml/anchors",
  "yaml/disallowed-class",
  "yaml/document-shape",
  "yaml/duplicate-key",
  "yaml/horizon-alias",
  "yaml/psych-symbol",
] as const;

/** See `kaskctl rules yaml/syntax`. */
export const rule: Rule = {
  id: "yaml/syntax",
  severity: "error",
  summary: "The text cannot be loaded.",
  why: "The ENC answers 400 to a text that PyYAML cannot load, and keeps the old one. Puppet fails every lookup in a file that Psych cannot load.",
  bad: { target: "horizon", text: "motd::host: %{facts.networking.fqdn}\n" },
  good: { target: "horizon", text: "motd::host: '%{facts.networking.fqdn}'\n" },
  source:
    "libyaml, scanner.c and parser.c; PyYAML, constructor.py; operations-puppet, puppet-enc.py",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  *check(context) {
    const { document, target } = context;
    const problems = refusals(document, target);
    yield* findings(document, problems);
    if (problems.length > 0 || isSurelyLoaded(context)) return;
    // What is no mapping at all is `yaml/document-shape`'s.
    if (target === "horizon" && asMapping(document.roots[0]) === undefined) return;
    yield* target === "horizon" ? refusedByEnc(context) : refusedByPsych(context);
  },
};

/** Whether a text holds nothing that a loader could refuse, which is dear to find out by loading it. */
function isSurelyLoaded({ root, survey, target, document }: RuleContext): boolean {
  const { ambiguous, mappings, sequences, aliases, tagged, anchored } = survey;
  if (root?.kind !== "mapping" || document.roots.length > 1) return false;
  if (tagged.length > 0) return false;
  // PyYAML and the ENC's dump have more to say of aliases than Psych.
  if (target === "horizon" && aliases.length + anchored.length > 0) return false;
  return (
    aliases.every(isBehindTarget) &&
    ambiguous.every(({ node }) => isSurelyTaken(node, target)) &&
    !mappings.some(({ isKey }) => isKey) &&
    !sequences.some(({ isKey }) => isKey)
  );
}

/** Psych refuses an alias of nothing, and one inside of what it stands for. */
function isBehindTarget({ node: { target, span }, isKey }: Visit<AliasNode>): boolean {
  return target !== undefined && target.span.end <= span.start && !isKey;
}

/** A word, digits, or an address: nothing that a loader refuses, and nearly all that is no text. */
const harmless = /^(?:[A-Za-z].*|[0-9][0-9./]{0,30})?$/s;

/** Text or plain data: no date, Symbol or merge, and nothing that is no number though it looks like one. */
function isSurelyTaken(node: ScalarNode, target: Target): boolean {
  if (harmless.test(node.text)) return true;
  const loaded = loadScalar(node, target);
  return loaded.ok && (typeof loaded.value !== "object" || isPlainObject(loaded.value));
}

function isPlainObject(value: HieraValue): boolean {
  return value === null || value instanceof HieraFloat;
}

function* refusedByEnc({ document }: RuleContext): Iterable<RuleFinding> {
  const result = throughHorizon(document.text);
  if (result.ok) return;
  const faults = result.stage === "save" ? faultsOfPyyaml(document) : [];
  yield* loaderFindings(document, faults, "PyYAML");
  if (faults.length > 0) return;
  yield {
    span: document.roots[0]?.span ?? { start: 0, end: 0 },
    message: `The Puppet server cannot load what the ENC makes of this text: ${result.message}.`,
    yieldsTo: causes,
  };
}

function* refusedByPsych({ document, file }: RuleContext): Iterable<RuleFinding> {
  const loaded = loadAsPsych(document, { symbols: true, aliases: true });
  if (loaded.ok || isRegexpOfRegexFile(document, loaded.span, file)) return;
  yield* loaderFindings(document, [loaded], "Psych");
}

function refusalBy(loader: string, reason: string): string {
  // Both loaders take that; what comes after them does not.
  return reason === "this node holds itself"
    ? "Puppet reads this without end, since it holds itself"
    : `${loader} refuses this: ${reason}`;
}

/** `regex.yaml` is read with Regexps allowed, by another function than all other files. */
function isRegexpOfRegexFile({ roots }: HieraDocument, { start }: Span, file: string): boolean {
  if (basename(file) !== "regex.yaml" || roots[0] === undefined) return false;
  return [...walk(roots[0])].some(
    ({ node }) =>
      node.kind === "scalar" && node.tag === "!ruby/regexp" && node.span.start === start,
  );
}

function* loaderFindings(
  document: HieraDocument,
  faults: readonly SyntaxProblem[],
  loader: string,
): Iterable<RuleFinding> {
  const told = faults.map(({ message, span }) => ({ message: refusalBy(loader, message), span }));
  for (const finding of findings(document, told)) yield { ...finding, yieldsTo: causes };
}

/** Each problem with the keys that were read last before it; one walk serves them all. */
function* findings(
  { roots }: HieraDocument,
  problems: readonly SyntaxProblem[],
): Iterable<RuleFinding> {
  if (problems.length === 0) return;
  const nodes = roots.flatMap((root) => [...walk(root)]);
  let next = 0;
  let path: Path = [];
  for (const { message, span } of problems.toSorted((a, b) => a.span.start - b.span.start)) {
    for (; (nodes[next]?.node.span.start ?? Infinity) <= span.start; next++) {
      path = nodes[next]?.path ?? [];
    }
    const sentence = message.charAt(0).toUpperCase() + message.slice(1);
    yield { span, path, message: `${sentence}.` };
  }
}
