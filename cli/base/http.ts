import { type FaultCode, KaskctlError } from "./errors.ts";
import { systemReason } from "./files.ts";
import type { World } from "./world.ts";

/** A request to a service, and how to say that it could not be asked. */
export interface HttpQuestion {
  readonly url: string;
  /** `GET` unless given. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Until the last byte of the answer; 30 s unless given. */
  readonly timeoutMs?: number;
  /** Completes "Cannot …", as in `read prefix foo`. */
  readonly doing: string;
  /** Who is asked, as in `the ENC`. */
  readonly whom: string;
  /** The code of the error when nobody answers. */
  readonly unreachable: FaultCode;
  /** What to try then. */
  readonly hint?: string;
}

/** A whole answer; redirects are not followed, so that no credential goes to another server. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const defaultTimeoutMs = 30_000;

/**
 * Asks once and reads the whole answer, whatever its status.
 * @throws {KaskctlError} the question's `unreachable`, or interrupted
 */
export async function askOverHttp(world: World, question: HttpQuestion): Promise<HttpAnswer> {
  refuseCredentials(question);
  const timeoutMs = question.timeoutMs ?? defaultTimeoutMs;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await world.fetch(question.url, {
      method: question.method ?? "GET",
      headers: { ...question.headers },
      redirect: "manual",
      signal: AbortSignal.any([world.signal, timeout]),
      ...(question.body === undefined ? {} : { body: question.body }),
    });
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch (cause) {
    if (world.signal.aborted) {
      throw new KaskctlError("interrupted", `Interrupted: ${question.doing}.`, { cause });
    }
    const reason = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : reasonOf(cause);
    throw new KaskctlError(
      question.unreachable,
      `Cannot ${question.doing}: ${question.whom} at ${originOf(question.url)} did not answer: ${reason}.`,
      { cause, hint: question.hint ?? "Check the address and your connection, then try again." },
    );
  }
}

/** fetch refuses such an address as well, and puts the password into its words. */
function refuseCredentials({ url, doing, whom, unreachable }: HttpQuestion): void {
  const parsed = URL.parse(url);
  if (!parsed?.username && !parsed?.password) return;
  throw new KaskctlError(
    unreachable,
    `Cannot ${doing}: the address of ${whom} at ${parsed.origin} has a user name or a password in it.`,
    { hint: "Take it out of the address: a secret has no place in it." },
  );
}

/** The words of an HTML answer (Flask's, nginx's), or the first of any other text: at most 200 characters. */
export function plainWords(body: string): string {
  const words = body
    .replace(/<title>.*?<\/title>|<[^>]*>/gis, " ")
    // Nothing of a server's answer may steer the terminal.
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  return words.length > 200 ? `${words.slice(0, 200)}…` : words;
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

/** fetch says only "fetch failed"; the system's reason is in its cause. */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return systemReason(inner);
}
