import { createNameMasker, type LineMasker } from "../base/mask-by-name.ts";

// Shorter ones would blot out ordinary words; a whole secret this short protects nothing.
const shortest = 4;

/**
 * A masker for one log of a Puppet run, whose diffs show values that only the puppetserver knows:
 * it hides known secrets, and what follows a secret's name.
 */
export function createLogMasker(secrets: Iterable<string>): LineMasker {
  const maskKnown = createKnownMasker(secrets);
  const maskByName = createNameMasker();
  // By name first: a known secret may be a part of such a name.
  return (line) => maskKnown(maskByName(line));
}

/**
 * A masker for known secrets: as they are, and as YAML, JSON, URLs and Base64 write them. Of a
 * secret with several lines, each line is one. Secrets of less than four characters are left alone.
 */
export function createKnownMasker(secrets: Iterable<string>): LineMasker {
  const parts = [...secrets].flatMap((secret) => [...secret.split(/\r?\n/), secret]);
  const needles = new Set(parts.flatMap(spellings).filter((text) => text.length >= shortest));
  return (line) =>
    maskRanges(
      line,
      [...needles].flatMap((needle) => rangesOf(line, needle)),
    );
}

function spellings(secret: string): readonly string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll("'", "''"),
    secret.replaceAll("'", "\\'"),
    secret.replaceAll("'", "'\\''"),
    encoded(secret),
    Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  ];
}

function encoded(secret: string): string {
  // A lone surrogate has no UTF-8 and so no such spelling.
  return secret.isWellFormed() ? encodeURIComponent(secret) : secret;
}

type Range = readonly [start: number, end: number];

/** Every place of the needle, also where two of them overlap. */
function rangesOf(line: string, needle: string): readonly Range[] {
  const ranges: Range[] = [];
  for (let at = line.indexOf(needle); at >= 0; at = line.indexOf(needle, at + 1)) {
    ranges.push([at, at + needle.length]);
  }
  return ranges;
}

function maskRanges(line: string, ranges: readonly Range[]): string {
  let masked = "";
  let position = 0;
  let hidden = 0;
  for (const [start, end] of ranges.toSorted((one, other) => one[0] - other[0])) {
    if (start >= hidden) {
      masked += `${line.slice(position, start)}[secret]`;
    }
    hidden = Math.max(hidden, end);
    position = hidden;
  }
  return masked + line.slice(position);
}
