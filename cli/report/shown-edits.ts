import { createNameMasker } from "../base/mask-by-name.ts";
import { isSecretPath } from "../base/secret-name.ts";
import type { Edit, Finding } from "../lint/rule.ts";

/** Shorter texts are quotes and signs; what is longer may be the value of a secret anew. */
const shortest = 4;

/**
 * The edits of a finding's fix; undefined where they hold what may be a secret, by the name of a key
 * above it or inside it: reports end up in logs. `--fix` makes the fix all the same.
 */
export function shownEdits({ fix, path }: Finding): readonly Edit[] | undefined {
  const edits = fix?.edits ?? [];
  const isSecret = isSecretPath(path) && edits.some(({ text }) => text.length >= shortest);
  return isSecret || edits.some(namesSecret) ? undefined : edits;
}

function namesSecret({ text }: Edit): boolean {
  const mask = createNameMasker();
  return text.split(/\r\n|\r|\n/u).some((line) => mask(line) !== line);
}
