import { KaskctlError } from "../base/errors.ts";
import type { Span } from "../hiera/document.ts";
import { throughHorizon } from "../hiera/horizon-pipeline.ts";
import { toPlain } from "../hiera/plain.ts";
import { lineIndex } from "../hiera/positions.ts";
import { dumpAsPyyaml } from "../hiera/pyyaml-dump.ts";
import { type ExplainedText, formatPipelines, pipelinesJson } from "../report/lint-pipeline.ts";
import type { CommandContext } from "./command.ts";
import type { LintRequest } from "./lint-run.ts";
import { printJson } from "./wiring.ts";

type Input = LintRequest["inputs"][number];

/**
 * Shows what Puppet would get of some Horizon texts; 1 where one would not arrive. That is a result, as what
 * `render` prints: secrets in it are shown.
 * @throws {KaskctlError} wrong-use for a text of a tree
 */
export function explainPipelines(
  { inputs, options }: Pick<LintRequest, "inputs" | "options">,
  context: CommandContext,
): number {
  const { terminal, globals } = context;
  const ofTree = inputs.find(({ target }) => target === "tree");
  if (ofTree !== undefined) throw fromTree(ofTree);
  const roles = options["role"] as readonly string[] | undefined;
  const explained = inputs.map((input) => explain(input, roles ?? input.host?.roles ?? []));
  if (globals.json) printJson(context, pipelinesJson(explained));
  else terminal.print(formatPipelines(explained, terminal.columns));
  return explained.some(({ fault }) => fault !== undefined) ? 1 : 0;
}

function fromTree({ file }: Input): KaskctlError {
  return new KaskctlError(
    "wrong-use",
    `Cannot explain ${file}: Puppet reads a tree itself, and nothing of it goes through Horizon.`,
    { hint: "With --target horizon it is taken for a text of Horizon's." },
  );
}

function explain({ file, text }: Input, roles: readonly string[]): ExplainedText {
  const result = throughHorizon(text, roles);
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
