import type { Answer, SmokeReport } from "../smoke/check.ts";
import { escapeControl } from "./escape-control.ts";

/**
 * A smoke run as TAP 14: a test point per answer, what went wrong as YAML below it.
 * @see https://testanything.org/tap-version-14-specification.html
 */
export function formatSmokeTap({ answers }: SmokeReport): string {
  const points = answers.map((answer, index) => testPoint(answer, index + 1));
  return `TAP version 14\n1..${answers.length}\n${points.join("")}`;
}

function testPoint(answer: Answer, number: number): string {
  const ok = answer.status === "fail" || answer.status === "error" ? "not ok" : "ok";
  const name = answer.host === undefined ? answer.id : `${answer.id} on ${answer.host}`;
  const skip = answer.status === "skip" ? ` # SKIP ${plain(answer.actual ?? "")}` : "";
  return `${ok} ${number} - ${plain(name)}${skip}\n${diagnostics(answer)}`;
}

/** JSON texts are YAML, so no value can leave its line. */
function diagnostics({ status, asks, expected, actual, repeat, data }: Answer): string {
  if (status === "pass" || status === "skip") return "";
  const pairs = [
    ["message", asks],
    ["severity", status],
    ["expected", expected],
    ["actual", actual],
    ["repeat", repeat],
    ["data", data],
  ].filter(([, value]) => value !== undefined);
  const lines = pairs.map(([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`);
  return `  ---\n${lines.join("")}  ...\n`;
}

/** `#` would start a directive. */
function plain(text: string): string {
  return escapeControl(text).replaceAll("\\", "\\\\").replaceAll("#", "\\#");
}
