import { resolvePlainAsPyyaml, yamlTag } from "./pyyaml-resolve.ts";

/** How PyYAML writes a scalar. */
export type WrittenStyle = "plain" | "single" | "double" | "literal";

/** What PyYAML asks of a text before it chooses a style. */
export interface ScalarAnalysis {
  readonly multiline: boolean;
  readonly allowsPlain: boolean;
  readonly allowsSingle: boolean;
  readonly allowsLiteral: boolean;
}

/**
 * Says which styles can hold a text in block context, with `allow_unicode` off.
 *
 * @see PyYAML emitter.py, analyze_scalar
 */
export function analyzeScalar(text: string): ScalarAnalysis {
  if (text === "") {
    return { multiline: false, allowsPlain: true, allowsSingle: true, allowsLiteral: false };
  }
  const special = /[^\n\x20-\x7E]/.test(text);
  const multiline = /[\n\x85\u2028\u2029]/.test(text);
  const spaceThenBreak = / [\n\x85\u2028\u2029]/.test(text);
  const breakThenSpace = /[\n\x85\u2028\u2029] /.test(text);
  const blankAtEnds = /^[ \n]|[ \n]$/.test(text);
  const onlyDouble = spaceThenBreak || special;
  return {
    multiline,
    allowsPlain: !(onlyDouble || multiline || blankAtEnds || hasBlockIndicator(text)),
    allowsSingle: !(onlyDouble || breakThenSpace),
    allowsLiteral: !(onlyDouble || text.endsWith(" ")),
  };
}

/** Whether a plain text would be read as something else: `- `, `: `, ` #`, a quote at its start. */
function hasBlockIndicator(text: string): boolean {
  return (
    /^(?:---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-](?:[\0 \t\r\n]|$)/.test(text) ||
    /:(?:[\0 \t\r\n]|$)/.test(text.slice(1)) ||
    /[\0 \t\r\n]#/.test(text)
  );
}

/** Whether PyYAML would read the text, unquoted, with this tag. */
function isImplicit(tag: string, text: string): boolean {
  return resolvePlainAsPyyaml(text) === tag;
}

/**
 * Chooses the style.
 *
 * @see PyYAML emitter.py, choose_scalar_style
 */
export function chooseStyle(
  scalar: { readonly tag: string; readonly text: string; readonly literal: boolean },
  analysis: ScalarAnalysis,
  isSimpleKey: boolean,
): WrittenStyle {
  const fitsKey = !(isSimpleKey && (scalar.text === "" || analysis.multiline));
  if (!scalar.literal && isImplicit(scalar.tag, scalar.text) && fitsKey && analysis.allowsPlain) {
    return "plain";
  }
  if (scalar.literal) return !isSimpleKey && analysis.allowsLiteral ? "literal" : "double";
  return analysis.allowsSingle && !(isSimpleKey && analysis.multiline) ? "single" : "double";
}

/** The tag as it must be written before the scalar, or "" where the style alone says it. */
export function writtenTag(tag: string, text: string, style: WrittenStyle): string {
  const implied = style === "plain" ? isImplicit(tag, text) : tag === `${yamlTag}str`;
  return implied ? "" : shortTag(tag);
}

/** `!!str` for `tag:yaml.org,2002:str`. */
export function shortTag(tag: string): string {
  return `!!${tag.slice(yamlTag.length)}`;
}
