import type { Check } from "../smoke/check.ts";

/** The smoke checks for a person: one line each. */
export function formatChecks(checks: readonly Check[]): string {
  const width = Math.max(0, ...checks.map(({ id }) => id.length));
  return checks
    .map(({ id, layer, asks }) => `${id.padEnd(width)}  ${layer.padEnd(4)}  ${asks}\n`)
    .join("");
}

/** One check with all that it says about itself. */
export function formatCheck(check: Check): string {
  const sections = checkSections(check).map(({ title, text }) => `${title}\n  ${text}\n`);
  return `${check.id}\n\n${sections.join("\n")}`;
}

/** A titled sentence of a check's page; `kaskctl checks ID` and the reference share it. */
export interface CheckSection {
  readonly title: string;
  readonly text: string;
}

/** What the page of a check holds, in order. */
export function checkSections(check: Check): readonly CheckSection[] {
  return [
    { title: "Asks", text: check.asks },
    { title: "Why", text: check.why },
    { title: "Needs", text: needsOf(check) },
    { title: "Source", text: check.source },
    { title: "Since", text: check.since },
  ];
}

/** The JSON of one check, as `checks --json` lists it. */
export function checkJson({ id, asks, why, source, since, layer, writes }: Check) {
  return { id, asks, why, source, since, layer, writes };
}

function needsOf({ layer, writes }: Check): string {
  const reach = layer === "http" ? "HTTP to Kask" : "SSH to the host";
  return writes ? `${reach}; it writes keys of its own and deletes them` : reach;
}
