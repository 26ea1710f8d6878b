import { isSecretPath } from "../../base/secret-name.ts";
import type { RuleFinding } from "../rule.ts";

type Words = Pick<RuleFinding, "message" | "help" | "fix">;

/** Shorter values are words such as `yes`, and too short to hide. */
const shortest = 4;

/**
 * The words of a finding about a value, where its key or one above names a secret, without that value:
 * messages end up in logs and annotations. The edits of its fix stay, since the fix is made by them;
 * what may not be shown of them is left out where they are printed.
 */
export function withoutSecret(finding: RuleFinding, text: string): Words {
  const { message, help, fix } = finding;
  const values = secretsAt(finding, text);
  // Numbers may be the value in another writing.
  const hide = (words: string) =>
    values.reduce((left, value) => left.replaceAll(value, "…"), words).replace(/\d{4,}/gu, "…");
  if (values.length === 0) return { message, ...(help && { help }), ...(fix && { fix }) };
  return {
    message: hide(message),
    ...(help && { help: hide(help) }),
    ...(fix && { fix: { ...fix, title: hide(fix.title) } }),
  };
}

/** What stands at a finding's place, line by line, without its properties and quotes. */
function secretsAt({ span, path = [] }: RuleFinding, text: string): readonly string[] {
  // What lookup_options say of a secret is none.
  if (path[0] === "lookup_options" || !isSecretPath(path)) return [];
  const key = path.findLast((step) => typeof step === "string");
  const written = text.slice(span.start, span.end).replace(/^(?:[&!]\S*(?:\s+|$))*/u, "");
  const value = written.replace(/^(["'])(.*)\1$/su, "$2");
  // A finding about the key itself, or about what is looked up elsewhere.
  if (value === key || value.includes("%{")) return [];
  const lines = value.split(/[\r\n]+/u).map((line) => line.trim());
  return lines.filter((line) => line.length >= shortest);
}
