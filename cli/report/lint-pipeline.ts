import { codeFrame, type FramePlace, sourceLines } from "./code-frame.ts";
import { escapeControl } from "./escape-control.ts";

/** What becomes of a text between Horizon's form and Puppet. */
export interface ExplainedText {
  readonly file: string;
  readonly text: string;
  /** What Horizon stores, and what the ENC answers; absent where it was refused before. */
  readonly stored?: string;
  readonly answer?: string;
  /** What Puppet gets: as YAML, and as plain data. */
  readonly received?: { readonly yaml: string; readonly data: unknown };
  readonly fault?: PipelineFault;
}

/** The end of a text that does not arrive. */
export interface PipelineFault {
  /** `save`: Horizon or the ENC refuses the text. `node`: every lookup of every matching host fails. */
  readonly stage: "save" | "node";
  readonly message: string;
  /** In the text at `save`, in the ENC's answer at `node`. */
  readonly place?: FramePlace;
}

const consequences: Readonly<Record<PipelineFault["stage"], string>> = {
  save: "Horizon and the ENC refuse the text; nothing is stored.",
  node: "Every lookup of every host that gets this text fails.",
};

/** Every stage of every text, for a person; `width` is the number of columns of code frames. */
export function formatPipelines(texts: readonly ExplainedText[], width: number): string {
  return texts.map((each) => formatPipeline(each, width)).join("\n");
}

function formatPipeline(explained: ExplainedText, width: number): string {
  const { file, stored, answer, received, fault } = explained;
  const stages = [
    ...stage("Horizon stores", stored),
    ...stage("The ENC answers for a host", answer),
    ...stage("Puppet gets", received?.yaml),
    ...(fault === undefined ? [] : faultLines(fault, explained, width)),
  ];
  return `${escapeControl(file)}\n\n${stages.join("\n\n")}\n`;
}

function stage(title: string, text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  return [`${title}:\n${indented(text.trimEnd().split("\n"))}`];
}

function faultLines(fault: PipelineFault, { text, answer }: ExplainedText, width: number) {
  const who =
    fault.stage === "save" ? "PyYAML refuses the text" : "The Puppet server's loader says";
  const source = fault.stage === "save" ? text : (answer ?? "");
  const { place } = fault;
  const frame = place === undefined ? [] : codeFrame(sourceLines(source), place, width - 2);
  const where = place === undefined ? "" : `, line ${place.line}, column ${place.column}`;
  const said = `${who}: ${escapeControl(fault.message)}${where}.`;
  return [[said, ...frame.map((line) => `  ${line}`), consequences[fault.stage]].join("\n")];
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${escapeControl(line)}`.trimEnd()).join("\n");
}

/** The document that `lint --explain-pipeline --json` prints, as a value. */
export function pipelinesJson(texts: readonly ExplainedText[]) {
  return {
    texts: texts.map(({ file, stored, answer, received, fault }) => ({
      file,
      ok: fault === undefined,
      ...(stored === undefined ? {} : { stored }),
      ...(answer === undefined ? {} : { answer }),
      ...(received === undefined ? {} : { received: received.data }),
      ...(fault && { fault: faultJson(fault) }),
    })),
  };
}

function faultJson({ stage: at, message, place }: PipelineFault) {
  const where = place && {
    line: place.line,
    column: place.column,
    end_line: place.endLine,
    end_column: place.endColumn,
  };
  return { stage: at, message, ...where };
}
