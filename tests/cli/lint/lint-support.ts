import { detectTarget } from "../../../cli/lint/detect-target.ts";
import { fixTexts } from "../../../cli/lint/fixes/fix-text.ts";
import { type LintOptions, type LintText, lintText, lintTexts } from "../../../cli/lint/lint.ts";
import type { Finding, RuleExample, Target } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { buildSignatures } from "../../../cli/signatures/build-signatures.ts";
import type { Signatures } from "../../../cli/signatures/signatures.ts";

/** Every rule's findings in a text, infos left out. */
export function lint(
  text: string,
  target: Target = "horizon",
  file = "x.yaml",
): readonly Finding[] {
  return lintText({ text, file, target, rules });
}

/** Findings as `line:column rule`, for tables. */
export function places(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ line, column, rule }) => `${line}:${column} ${rule}`);
}

/** Every rule's findings in a rule's example, those of the texts beside it left out. */
export function lintExample(example: RuleExample): readonly Finding[] {
  const [text, ...beside] = textsOf(example);
  const findings = lintTexts([text, ...beside], optionsOf(example));
  return findings.filter(({ file }) => file === text.file);
}

/** A rule's example with its fixes made, the unsafe ones, too. */
export function fixExample(example: RuleExample): RuleExample {
  const [fixed, ...beside] = fixTexts(textsOf(example), optionsOf(example), "unsafe");
  return {
    ...example,
    text: fixed?.text ?? "",
    beside: Object.fromEntries(beside.map(({ file, text }) => [file, text])),
  };
}

function textsOf(example: RuleExample): readonly [LintText, ...LintText[]] {
  const { text, target, file = "x.yaml", beside = {} } = example;
  return [
    { text, target, file },
    ...Object.entries(beside).map(([name, other]) => ({
      text: other,
      target: detectTarget(name) === "tree" ? ("tree" as const) : target,
      file: name,
    })),
  ];
}

function optionsOf({ host, manifests }: RuleExample): LintOptions {
  return {
    rules,
    profile: "strict",
    ...(host === undefined ? {} : { host }),
    ...(manifests === undefined ? {} : { signatures: signaturesOf(manifests) }),
  };
}

function signaturesOf(manifests: Readonly<Record<string, string>>): Signatures {
  const files = Object.entries(manifests).map(([path, text]) => ({ path, text }));
  return buildSignatures(files, { name: "example", isComplete: true }).signatures;
}
