import type { Answer, AnswerStatus, SmokeReport } from "../smoke/check.ts";
import { answerDetails, answerFacts, answerMedians } from "./answer-details.ts";
import { ansiColours, type Colours, noColours } from "./colours.ts";
import { formatSeconds } from "./duration.ts";
import { escapeControl } from "./escape-control.ts";
import type { TextStyle } from "./report.ts";
import { summariseSmoke, summarySentence } from "./smoke-summary.ts";

/** The sign that a status goes by in text. */
const statusSigns: Readonly<Record<AnswerStatus, string>> = {
  pass: "✓",
  fail: "✗",
  error: "!",
  warn: "~",
  skip: "-",
};

/** A smoke run for a person: a line per check, what went wrong below it, and the sum. */
export function formatSmoke({ run, target, answers }: SmokeReport, style: TextStyle): string {
  const byHost = Map.groupBy(answers, ({ host }) => host);
  const blocks = [...byHost].map(([host, group]) => {
    const title = host === undefined ? [] : [escapeControl(host)];
    return [...title, ...group.map((answer) => formatAnswer(answer, style))].join("\n");
  });
  const head = `Smoke of ${escapeControl(target)}, run ${escapeControl(run)}`;
  const seconds = answers.reduce((sum, answer) => sum + answer.seconds, 0);
  const sum = `${summarySentence(summariseSmoke(answers))} in ${formatSeconds(seconds)}.`;
  return `${[head, ...blocks, sum].join("\n\n")}\n`;
}

/** One answer, without a line end; several lines where it is not right. */
export function formatAnswer(answer: Answer, { color }: TextStyle): string {
  const colours = color ? ansiColours : noColours;
  const sign = colourOf(answer.status, colours)(statusSigns[answer.status]);
  const head = `${sign} ${answer.id.padEnd(18)}`;
  if (answer.status === "pass")
    return `${head}${[...answerFacts(answer), ...answerMedians(answer)].join(" · ")}`.trimEnd();
  if (answer.status === "skip") return `${head}${colours.dim(escapeControl(answer.actual ?? ""))}`;
  const details = answerDetails(answer).flatMap(({ name, lines }) =>
    lines.map((line, index) => `    ${(index === 0 ? name : "").padEnd(15)} ${line}`),
  );
  return [`${head}${escapeControl(answer.asks)}`, ...details].join("\n");
}

function colourOf(status: AnswerStatus, colours: Colours): (text: string) => string {
  if (status === "pass") return colours.green;
  if (status === "warn") return colours.yellow;
  return status === "skip" ? colours.dim : colours.red;
}
