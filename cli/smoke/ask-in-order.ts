import { createHash } from "node:crypto";
import { type ProblemName, problemHeaders, problems } from "../../service/contract/problems.ts";
import type { SmokeResponse, SmokeSession, Verdict } from "./check.ts";
import { repeatLine } from "./repeat.ts";

/** One request of a check and the answer that Kask owes. */
export interface Question {
  readonly method: string;
  /** As it is sent, with the leading slash. */
  readonly path: string;
  readonly body?: Uint8Array;
  readonly status: number;
  /** The bytes of the answer, exactly. */
  readonly value?: Uint8Array;
  /** Which of Kask's problems the answer is. */
  readonly problem?: ProblemName;
}

/**
 * Asks one question after the other and stops at the first wrong answer, since the next would only
 * repeat what is known.
 * @throws {CouldNotAsk}
 */
export async function askInOrder(
  session: SmokeSession,
  questions: readonly Question[],
): Promise<Verdict> {
  for (const question of questions) {
    const response = await session.request(question.method, question.path, question.body);
    const mistake = mistakeIn(question, response);
    if (mistake !== undefined) return failure(session, question, response, mistake);
  }
  return { status: "pass" };
}

/** What was owed and what came instead. */
export interface Mistake {
  readonly expected: string;
  readonly actual: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The verdict on a wrong answer, with all that helps to find it in Kask's log and to ask again. */
export function failure(
  session: SmokeSession,
  { method, path, body }: Pick<Question, "method" | "path" | "body">,
  response: SmokeResponse,
  { expected, actual, data }: Mistake,
): Verdict {
  const { requestId } = response;
  return {
    status: "fail",
    expected: `${method} ${path} → ${expected}`,
    actual,
    repeat: repeatLine(session.target, { method, path, body, requestId }),
    data: { request_id: requestId, ...data },
  };
}

/** The path of a key: keys of ours need no escapes. */
export function keyPath(session: SmokeSession, key: string): string {
  return session.target.baseUri + key;
}

function mistakeIn(question: Question, response: SmokeResponse): Mistake | undefined {
  if (response.status !== question.status) {
    return {
      expected: String(question.status),
      actual: `${response.status}${excerpt(response.body)}`,
    };
  }
  if (question.value !== undefined) return wrongValue(question.value, response);
  if (question.problem !== undefined)
    return wrongProblem(question.problem, question.path, response);
  return undefined;
}

function wrongValue(value: Uint8Array, response: SmokeResponse): Mistake | undefined {
  const type = response.headers["content-type"];
  if (type !== "application/octet-stream")
    return {
      expected: "Content-Type: application/octet-stream",
      actual: type ?? "no Content-Type",
    };
  if (Buffer.compare(value, response.body) === 0) return undefined;
  const offset = firstDifference(value, response.body);
  return {
    expected: describeBytes(value),
    actual: `${describeBytes(response.body)}, the first difference is at byte ${offset}`,
    data: {
      bytes: {
        offset,
        expected_hex: hexAround(value, offset),
        actual_hex: hexAround(response.body, offset),
      },
    },
  };
}

function wrongProblem(
  name: ProblemName,
  path: string,
  { status, headers, body }: SmokeResponse,
): Mistake | undefined {
  const members = problemMembers(body);
  const owed: readonly (readonly [string, string, unknown])[] = [
    ...Object.entries(problemHeaders).map(
      ([header, value]) => [header, value, headers[header]] as const,
    ),
    ["type", problems[name].type, members["type"]],
    ["title", problems[name].title, members["title"]],
    ["detail", problems[name].detail, members["detail"]],
    ["instance", path.split("?")[0] ?? path, members["instance"]],
  ];
  const wrong = owed.find(([, expected, actual]) => expected !== actual);
  if (wrong === undefined) return undefined;
  const [what, expected, actual] = wrong;
  return {
    expected: `${status} with ${what} ${expected}`,
    actual: `${status} with ${what} ${actual === undefined ? "absent" : String(actual)}`,
  };
}

function problemMembers(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    return parsed instanceof Object ? (parsed as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

function describeBytes(bytes: Uint8Array): string {
  return `${bytes.length} bytes with SHA-256 ${createHash("sha256").update(bytes).digest("hex")}`;
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const end = Math.min(a.length, b.length);
  for (let index = 0; index < end; index++) if (a[index] !== b[index]) return index;
  return end;
}

/** At most 64 bytes from `offset`. */
function hexAround(bytes: Uint8Array, offset: number): string {
  return Buffer.from(bytes.subarray(offset, offset + 64)).toString("hex");
}

/** The start of an unexpected body, for a person: bytes that are not text are left out. */
function excerpt(body: Uint8Array): string {
  const text = Buffer.from(body.subarray(0, 200)).toString("utf8").replaceAll(/\s+/gu, " ").trim();
  return text === "" ? "" : ` with ${text}`;
}
