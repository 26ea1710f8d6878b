import type { Answer, SmokeReport } from "../smoke/check.ts";
import { summariseSmoke } from "./smoke-summary.ts";
import { xmlText } from "./xml.ts";

/**
 * A smoke run as JUnit XML: `<failure>` is a wrong answer, `<error>` a question that could not be
 * asked.
 */
export function formatSmokeJunit({ run, target, answers }: SmokeReport): string {
  const { failed, errors, skipped } = summariseSmoke(answers);
  const seconds = answers.reduce((sum, answer) => sum + answer.seconds, 0).toFixed(3);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="kaskctl smoke">
<testsuite name="${xmlText(target)}" tests="${answers.length}" failures="${failed}" errors="${errors}" skipped="${skipped}" time="${seconds}">
<properties><property name="run" value="${xmlText(run)}"/></properties>
${answers.map(testCase).join("")}</testsuite>
</testsuites>
`;
}

function testCase(answer: Answer): string {
  const { id, host, seconds } = answer;
  const head = `<testcase classname="${xmlText(host ?? "smoke")}" name="${xmlText(id)}" time="${seconds.toFixed(3)}"`;
  const body = outcome(answer);
  return body === "" ? `${head}/>\n` : `${head}>${body}</testcase>\n`;
}

function outcome({ status, asks, expected, actual, repeat }: Answer): string {
  if (status === "pass") return "";
  if (status === "skip") return `<skipped message="${xmlText(actual ?? "")}"/>`;
  const text = [asks, `expected: ${expected ?? ""}`, `actual: ${actual ?? ""}`, repeat ?? ""];
  if (status === "warn") return `<system-out>${xmlText(text.join("\n"))}</system-out>`;
  const element = status === "fail" ? "failure" : "error";
  return `<${element} message="${xmlText(actual ?? "")}">${xmlText(text.join("\n"))}</${element}>`;
}
