import { KaskctlError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { askedByUnread } from "../lint/lookups/unread-code.ts";
import type { Signatures } from "../signatures/signatures.ts";
import type { ChosenSignatures } from "./lint-signatures.ts";

const label = "[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?";
const hostName = new RegExp(`^${label}(?:\\.${label})+$`, "iu");

/**
 * Refuses what is no host's full name.
 * @throws {KaskctlError} wrong-use
 */
export function checkedHost(fqdn: string): string {
  if (hostName.test(fqdn) && fqdn.length <= 253) return fqdn;
  throw new KaskctlError("wrong-use", `--host ${JSON.stringify(fqdn)} is no full host name.`, {
    hint: "Name it as in sessionstore01.deployment-prep.eqiad1.wikimedia.cloud.",
  });
}

/**
 * Roles as signatures name them. One that all code at hand lacks is refused; where only the catalogue
 * is at hand, `warn` is told.
 * @throws {KaskctlError} wrong-use
 */
export function checkedRoles(
  words: readonly string[],
  { signatures, treeSignatures }: ChosenSignatures,
  warn: (line: string) => void,
): readonly string[] {
  const all = treeSignatures.size === 0 ? [signatures] : [...new Set(treeSignatures.values())];
  return words.map((word) => {
    const role = word.replace(/^::/u, "").toLowerCase();
    if (all.some((each) => each.classes.has(role) || askedByUnread(each)(`${role}::x`)))
      return role;
    const complete = all.find(({ isComplete }) => isComplete);
    if (complete !== undefined) throw unknownRole(word, role, complete);
    warn(
      `${signatures.origin} does not know the role ${JSON.stringify(word)}: nothing is said of what it needs.`,
    );
    return role;
  });
}

function unknownRole(word: string, role: string, { classes, origin }: Signatures): KaskctlError {
  const names = [...classes.keys()];
  const near = suggest(role, names);
  const roles = names.filter((name) => name.startsWith("role::"));
  const found = near.length > 0 ? near : suggest(`role::${role}`, roles);
  const hint =
    found.length > 0
      ? `Did you mean ${found.join(" or ")}?`
      : "Name a class of the Puppet code, such as role::beta::docker_services.";
  return new KaskctlError("wrong-use", `There is no role ${JSON.stringify(word)} in ${origin}.`, {
    hint,
  });
}
