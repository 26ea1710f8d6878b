import type { Requirements } from "../sandbox/box/requirements.ts";

/** What a box needs of this machine, for a person: one line each, and what installs the rest. */
export function formatRequirements({ all, missing, install }: Requirements): string {
  const width = Math.max(...all.map(({ need }) => need.length));
  const lines = all.map(
    ({ need, isMet, found }) =>
      `${isMet ? "ok     " : "MISSING"}  ${need.padEnd(width)}  ${found}\n`,
  );
  const end =
    missing.length === 0 ? "\nA box can be raised here.\n" : "\nA box cannot be raised here.\n";
  const remedies = missing.flatMap(({ remedy }) => (remedy ? [`${remedy}\n`] : []));
  const installation = install ? [`Install what is missing, as root:\n  ${install}\n`] : [];
  return [...lines, end, ...remedies, ...installation].join("");
}

/** The same for a program. */
export function requirementsJson({ all, missing, install }: Requirements): object {
  return {
    ok: missing.length === 0,
    requirements: all.map(({ need, isMet, found, package: debianPackage, remedy }) => ({
      need,
      met: isMet,
      found,
      ...(debianPackage ? { package: debianPackage } : {}),
      ...(remedy && !isMet ? { remedy } : {}),
    })),
    ...(install ? { install } : {}),
  };
}
