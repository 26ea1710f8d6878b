import type { Span } from "../hiera/document.ts";
import { throughHorizon } from "../hiera/horizon-pipeline.ts";
import { toPlain } from "../hiera/plain.ts";
import { lineIndex } from "../hiera/positions.ts";
import { dumpAsPyyaml } from "../hiera/pyyaml-dump.ts";
import { type ExplainedText, formatPipelines, pipelinesJson } from "../report/lint-pipeline.ts";
import type { CommandContext } from "./command.ts";
import type { LintInput } from "./lint-inputs.ts";
import { printJson } from "./wiring.ts";

/** Shows what Puppet would get of some Horizon texts; 1 where one would not arrive. */
export function explainPipelines(inputs: readonly LintInput[], context: CommandContext): number {
  const { terminal, globals } = context;
  const explained = inputs.map(explain);
  if (globals.json) printJson(context, pipelinesJson(explained));
  else terminal.print(formatPipelines(explained, terminal.columns));
  return explained.some(({ fault }) => fault !== undefined) ? 1 : 0;
}

function explain({ file, text }: LintInput): ExplainedText {
  const result = throughHorizon(text);
  if (result.ok) {
    const { stored, answer, value } = result;
    return {
      file,
      text,
      stored,
      answer,
      received: { yaml: dumpAsPyyaml(value), data: jsonData(value) },
    };
  }
  const { stage, message, span, stored, answer, answerSpan } = result;
  const place = stage === "save" ? placeIn(text, span) : placeIn(answer ?? "", answerSpan);
  return {
    file,
    text,
    ...(stored === undefined ? {} : { stored }),
    ...(answer === undefined ? {} : { answer }),
    fault: { stage, message, ...(place && { place }) },
  };
}

/** Digits that a number would lose are kept as text. */
function jsonData(value: Parameters<typeof toPlain>[0]): unknown {
  const plain = toPlain(value);
  return JSON.parse(
    JSON.stringify(plain, (_key, item: unknown) =>
      typeof item === "bigint" ? item.toString() : nonFinite(item),
    ),
  );
}

/** JSON has no word for them, and `null` would be another value. */
function nonFinite(item: unknown): unknown {
  return typeof item === "number" && !Number.isFinite(item) ? String(item) : item;
}

function placeIn(text: string, span: Span | undefined) {
  if (span === undefined) return undefined;
  const placeOf = lineIndex(text);
  const [start, end] = [placeOf(span.start), placeOf(span.end)];
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
