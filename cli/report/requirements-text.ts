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
  return [...lines, end, install ? `Install what is missing, as root:\n  ${install}\n` : ""].join(
    "",
  );
}

/** The same for a program. */
export function requirementsJson({ all, missing, install }: Requirements): object {
  return {
    ok: missing.length === 0,
    requirements: all.map(({ need, isMet, found, package: debianPackage }) => ({
      need,
      met: isMet,
      found,
      ...(debianPackage ? { package: debianPackage } : {}),
    })),
    ...(install ? { install } : {}),
  };
}
