import type { Answer } from "../smoke/check.ts";
import type { Latency } from "../smoke/latency.ts";
import { formatMs } from "./duration.ts";
import { escapeControl } from "./escape-control.ts";
import { hexdump } from "./hexdump.ts";

/** A named line or block of an answer, ready to be shown. */
export interface AnswerDetail {
  readonly name: string;
  readonly lines: readonly string[];
}

/** Latencies by operation in milliseconds, as a check left them in its data. */
export function latenciesOf(answer: Answer): ReadonlyMap<string, Latency> {
  const found = answer.data?.["latency_ms"];
  if (!(found instanceof Object)) return new Map();
  return new Map(Object.entries(found as Readonly<Record<string, Latency>>));
}

/** What a right answer found out beside being right: a version, an image, how long it watched. */
export function answerFacts(answer: Answer): readonly string[] {
  const { version, image, window_seconds: windowSeconds } = answer.data ?? {};
  const texts = [version, image].filter((value) => typeof value === "string").map(escapeControl);
  return typeof windowSeconds === "number" ? [...texts, `steady for ${windowSeconds} s`] : texts;
}

/** The median of each operation: `create 3.1 ms`. */
export function answerMedians(answer: Answer): readonly string[] {
  return [...latenciesOf(answer)].map(
    ([operation, { p50 }]) => `${escapeControl(operation)} ${formatMs(p50)}`,
  );
}

/** What an answer that is not right has to say: expected, actual, bytes, how to ask again, log. */
export function answerDetails(answer: Answer): readonly AnswerDetail[] {
  const { expected, actual, repeat, data = {} } = answer;
  return [
    ...detail("expected", expected),
    ...detail("actual", actual),
    ...byteDetails(data["bytes"]),
    ...detail("request", data["request_id"]),
    ...detail("again", repeat),
    ...listDetail("log", data["log"]),
  ];
}

function detail(name: string, value: unknown): readonly AnswerDetail[] {
  return typeof value === "string" && value !== "" ? [{ name, lines: [escapeControl(value)] }] : [];
}

function listDetail(name: string, value: unknown): readonly AnswerDetail[] {
  if (!Array.isArray(value) || value.length === 0) return [];
  return [{ name, lines: value.map((line) => escapeControl(String(line))) }];
}

function byteDetails(value: unknown): readonly AnswerDetail[] {
  if (!(value instanceof Object)) return [];
  const { offset, expected_hex, actual_hex } = value as Readonly<Record<string, unknown>>;
  const start = Number(offset);
  return [
    { name: "expected bytes", lines: hexdump(String(expected_hex), start) },
    { name: "actual bytes", lines: hexdump(String(actual_hex), start) },
  ].filter(({ lines }) => lines.length > 0);
}
