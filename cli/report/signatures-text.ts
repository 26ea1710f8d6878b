import { count } from "../base/count.ts";
import type { Signatures } from "../signatures/signatures.ts";

/** What was written, in one line. */
export function formatSignatures(file: string, signatures: Signatures): string {
  const { classes, defines, aliases, lookups } = numbers(signatures);
  const kinds = [
    classes === 1 ? "1 class" : `${classes} classes`,
    count(defines, "define"),
    count(aliases, "type"),
    count(lookups, "looked-up key"),
  ];
  return `${file}: ${kinds.join(", ")} of ${signatures.origin}\n`;
}

/** The same as JSON, with what could not be read. */
export function signaturesJson(
  file: string,
  signatures: Signatures,
  warnings: readonly string[],
): object {
  const { origin, digest } = signatures;
  const all = [...signatures.classes.values(), ...signatures.defines.values()];
  const parameters = all.reduce((sum, each) => sum + each.parameters.size, 0);
  return { file, origin, digest, ...numbers(signatures), parameters, warnings };
}

function numbers({ classes, defines, aliases, lookups }: Signatures): {
  readonly classes: number;
  readonly defines: number;
  readonly aliases: number;
  readonly lookups: number;
} {
  return {
    classes: classes.size,
    defines: defines.size,
    aliases: aliases.size,
    lookups: lookups.size,
  };
}
