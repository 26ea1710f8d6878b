import { KaskctlError } from "../base/errors.ts";
import { type HttpAnswer, plainWords } from "../base/http.ts";
import type { KeystoneSession } from "./keystone.ts";

/** What the ENC was asked for, and as whom. */
export interface RefusedRequest {
  /** Completes "Cannot …", as in `push prefix foo`. */
  readonly doing: string;
  readonly url: string;
  readonly project: string;
  readonly method: "GET" | "POST" | "DELETE";
  /** Undefined for an anonymous request. */
  readonly session: KeystoneSession | undefined;
}

/** The error for an answer that is not the one hoped for, with what the user can do about it. */
export function encRefusal(request: RefusedRequest, answer: HttpAnswer): KaskctlError {
  const words = wordsOf(answer);
  return new KaskctlError(
    "enc-refused",
    `Cannot ${request.doing}: the ENC at ${request.url} answered ${answer.status}${words ? ` (${words})` : ""}.`,
    { hint: hintFor(request, answer.status, words) },
  );
}

/** The ENC speaks JSON of two shapes, and HTML where Flask or nginx refuse. */
function wordsOf(answer: HttpAnswer): string {
  try {
    const { error, message } = JSON.parse(answer.body) as { error?: unknown; message?: unknown };
    return plainWords(String(error ?? message ?? ""));
  } catch {
    return plainWords(answer.body);
  }
}

function hintFor(request: RefusedRequest, status: number, words: string): string {
  switch (status) {
    case 400:
      return "The ENC takes one YAML mapping as Hiera text and one list as roles: `kaskctl lint` finds what it does not take.";
    case 401:
      return "The ENC does not accept Keystone's token: check that `keystone` and `enc` belong to the same cloud.";
    case 403:
      return forbidden(request, words);
    case 404:
      return "Check the ENC's address: it ends before `/v1`.";
    case 413:
      return "The text is larger than 1 MiB; a prefix holds at most 65,535 bytes.";
    default:
      return status >= 500
        ? "Read the prefix before you try again: the ENC may have stored a part. A text over 65,535 bytes and a stored text that is no mapping both end so."
        : "Check the ENC's address.";
  }
}

function forbidden({ session, project, method }: RefusedRequest, words: string): string {
  if (words.includes("Invalid project id") && session) {
    return `The credential belongs to project ${session.project.id} (${session.project.name}), not to ${project}: set \`project\` to the id, or use a credential of that project.`;
  }
  const roles = session?.roles.join(", ") || "no roles";
  return `${policies[method]}; this credential has: ${roles}. Ask for membership in project ${project}.`;
}

const policies = {
  GET: "Policy prefix:view asks for a token of the project",
  POST: "Policy prefix:update asks for the role member or admin",
  DELETE: "Policy prefix:delete asks for the role member or admin",
} as const;
