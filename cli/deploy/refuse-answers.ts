import { KaskctlError } from "../base/errors.ts";
import type { Answer } from "../smoke/check.ts";

/** Which statuses stop a deploy, the worse first. */
const stoppers = [
  { status: "fail", code: "checks-failed", words: "is wrong" },
  { status: "error", code: "checks-not-asked", words: "could not be asked" },
] as const;

/**
 * Stops where a check is wrong or could not be asked.
 * @throws {KaskctlError} checks-failed, checks-not-asked
 */
export function refuseAnswers(answers: readonly Answer[]): void {
  for (const { status, code, words } of stoppers) {
    const refused = answers.filter((answer) => answer.status === status);
    // A service that does not stay up explains whatever else is wrong.
    const first = refused.find(({ id }) => id === "unit") ?? refused[0];
    if (!first) continue;
    const where = first.host === undefined ? "" : ` on ${first.host}`;
    const more = refused.length === 1 ? "" : ` And ${refused.length - 1} more.`;
    const what = (first.actual ?? first.asks).replace(/[.?]+$/, "");
    const message = `The check ${first.id}${where} ${words}: ${what}.${more}`;
    const said = lastWords(answers);
    const hint = said === undefined ? "" : `Kask said last: ${said}. `;
    throw new KaskctlError(code, message, {
      hint: `${hint}Correct that and deploy again; until then the ENC holds the new text.`,
    });
  }
}

/** The last message of the service's log, where a check brought it along. */
function lastWords(answers: readonly Answer[]): string | undefined {
  const lines = answers.flatMap(
    ({ data }) => (data?.["log"] as readonly string[] | undefined) ?? [],
  );
  const fatal = lines.findLast((line) => /"level":"(?:FATAL|ERROR)"/.test(line));
  return /"msg":"((?:[^"\\]|\\.)*)"/.exec(fatal ?? "")?.[1];
}
