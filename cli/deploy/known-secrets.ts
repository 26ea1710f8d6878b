import type { Secret } from "../base/secret.ts";
import { isSecretPath } from "../base/secret-name.ts";
import type { HieraValue } from "../hiera/value.ts";
import { leavesOf } from "./diff-values.ts";
import { isReference } from "./mask.ts";

/**
 * The strings to be masked wherever they appear: what came from a secret, and what the values name
 * as one. A password that is a plain word (`cassandra`) is masked in its own place only: masking the
 * word everywhere would hide the plan and protect nothing.
 */
export function knownSecrets(
  given: readonly Secret[],
  values: readonly (HieraValue | undefined)[],
): readonly string[] {
  const named = values
    .flatMap((value) => (value === undefined ? [] : leavesOf(value)))
    .filter(({ path, plain }) => isSecretPath(path) && !isReference(plain))
    .flatMap(({ plain }) => (typeof plain === "string" ? withLines(plain) : []))
    .filter((text) => text.length >= 6 && !/^[a-z]+$/.test(text));
  return [...given.flatMap((secret) => withLines(secret.reveal())), ...named];
}

/** A key of many lines must not show line by line either. */
function withLines(text: string): readonly string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return [text, ...lines.filter((line) => line.length >= 6)];
}
