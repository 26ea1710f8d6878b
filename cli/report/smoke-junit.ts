import type { Answer, SmokeReport } from "../smoke/check.ts";
import { summariseSmoke } from "./smoke-summary.ts";

/**
 * A smoke run as JUnit XML: `<failure>` is a wrong answer, `<error>` a question that could not be
 * asked.
 */
export function formatSmokeJunit({ run, target, answers }: SmokeReport): string {
  const { failed, errors, skipped } = summariseSmoke(answers);
  const seconds = answers.reduce((sum, answer) => sum + answer.seconds, 0).toFixed(3);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="kaskctl smoke">
<testsuite name="${xml(target)}" tests="${answers.length}" failures="${failed}" errors="${errors}" skipped="${skipped}" time="${seconds}">
<properties><property name="run" value="${xml(run)}"/></properties>
${answers.map(testCase).join("")}</testsuite>
</testsuites>
`;
}

function testCase(answer: Answer): string {
  const { id, host, seconds } = answer;
  const head = `<testcase classname="${xml(host ?? "smoke")}" name="${xml(id)}" time="${seconds.toFixed(3)}"`;
  const body = outcome(answer);
  return body === "" ? `${head}/>\n` : `${head}>${body}</testcase>\n`;
}

function outcome({ status, asks, expected, actual, repeat }: Answer): string {
  if (status === "pass") return "";
  if (status === "skip") return `<skipped message="${xml(actual ?? "")}"/>`;
  const text = [asks, `expected: ${expected ?? ""}`, `actual: ${actual ?? ""}`, repeat ?? ""];
  if (status === "warn") return `<system-out>${xml(text.join("\n"))}</system-out>`;
  const element = status === "fail" ? "failure" : "error";
  return `<${element} message="${xml(actual ?? "")}">${xml(text.join("\n"))}</${element}>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Text that XML 1.0 can hold; what it cannot becomes U+FFFD. */
function xml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll(/[&<>"]/gu, (character) => entities[character] ?? "");
}
