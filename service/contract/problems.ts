/** One of the ways to say no. */
export interface Problem {
  readonly status: 400 | 401 | 404 | 412 | 413 | 500 | 503;
  readonly type: string;
  readonly title: string;
  readonly detail: string;
}

const errors = "https://www.mediawiki.org/wiki/Kask/errors/";

/**
 * The problems by name: Kask's four, then ours. `not_authorized` is part of Kask's interface although no
 * request gets it.
 * @see mediawiki-services-kask/http.go, BadRequest, NotAuthorized, NotFound, InternalServerError
 */
export const problems = {
  bad_request: {
    status: 400,
    type: `${errors}bad_request`,
    title: "Bad request",
    detail: "The request was incorrect or malformed",
  },
  not_authorized: {
    status: 401,
    type: `${errors}not_authorized`,
    title: "Not authorized",
    detail: "Unable to authorize request",
  },
  not_found: {
    status: 404,
    type: `${errors}not_found`,
    title: "Not found",
    detail: "The value you requested was not found",
  },
  server_error: {
    status: 500,
    type: `${errors}server_error`,
    title: "Internal server error",
    detail: "The server encountered an error with your request",
  },
  precondition_failed: {
    status: 412,
    type: `${errors}precondition_failed`,
    title: "Precondition failed",
    detail: "A value is already stored under this key",
  },
  content_too_large: {
    status: 413,
    type: `${errors}content_too_large`,
    title: "Content too large",
    detail: "The value is longer than this server stores",
  },
  overloaded: {
    status: 503,
    type: `${errors}overloaded`,
    title: "Service unavailable",
    detail: "The server has more requests than it can answer; try again",
  },
} as const satisfies Record<string, Problem>;

/** A name in {@link problems}. */
export type ProblemName = keyof typeof problems;

/** The headers of every problem; the type is not `application/problem+json`, as Kask's is not. */
export const problemHeaders = {
  "content-type": "application/json",
  "x-content-type-options": "nosniff",
} as const;

/**
 * The body of a problem as Go writes it: two spaces deep, `<`, `>`, `&` and what is not UTF-8 escaped, a
 * newline last.
 * @param instance the decoded path of the request
 * @param detail in place of the problem's own
 * @see mediawiki-services-kask/http.go, HTTPError
 */
export function problemBody(
  name: ProblemName,
  instance: string,
  detail: string = problems[name].detail,
): string {
  const { type, title } = problems[name];
  return `${escapeAsGo(JSON.stringify({ type, title, detail, instance }, null, 2))}\n`;
}

function escapeAsGo(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029\ufffd]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
