import type { Signatures } from "../../signatures/signatures.ts";

/**
 * The classes that roles bring, themselves included: what each one includes and inherits, and so on.
 * What is included under a condition counts, too.
 */
export function classesOfRoles(
  roles: readonly string[],
  { classes }: Signatures,
): ReadonlySet<string> {
  const found = new Set(roles);
  // A Set's loop meets what is added on the way.
  for (const name of found) {
    const signature = classes.get(name);
    for (const included of signature?.includes ?? []) found.add(included);
    if (signature?.inherits !== undefined) found.add(signature.inherits);
  }
  return found;
}
