import { createHmac, randomBytes } from "node:crypto";
import { isSecretPath } from "../base/secret-name.ts";
import { parseHiera } from "../hiera/parse-hiera.ts";
import { walk } from "../hiera/walk.ts";

/** The way to a value: keys and list positions. */
export type ValuePath = readonly (string | number)[];

/** Puts keyed digests in the place of secrets, so that equal ones still look equal within one plan. */
export interface Masker {
  /** A scalar at a path, plain. */
  value(path: ValuePath, value: unknown): unknown;
  /** Keys are masked only where they hold a known secret. */
  path(path: ValuePath): ValuePath;
  /** A line that is not read as data. */
  line(line: string): string;
  /** A whole YAML text, its comments and layout kept. */
  text(text: string): string;
}

/** A whole value that Puppet replaces by one from its private hierarchy. */
const reference = /^%\{(?:lookup|hiera|alias)\((['"])[^'"]*\1\)\}$/;

/** Whether a value is nothing but the name of one in Puppet's private hierarchy, which is no secret. */
export function isReference(value: unknown): boolean {
  return typeof value === "string" && reference.test(value);
}

/**
 * A masker for these secrets and for everything under a key that names one. Its key is random and
 * kept nowhere, so that a digest cannot be guessed at later.
 */
export function createMasker(secrets: Iterable<string>): Masker {
  const key = randomBytes(32);
  const known = [...new Set(secrets)].filter((secret) => secret !== "").toSorted(longestFirst);
  const digest = (value: unknown) =>
    `digest:${createHmac("sha256", key).update(String(value)).digest("hex").slice(0, 12)}`;
  const holdsSecret = (text: string) => known.some((secret) => text.includes(secret));
  const line = (text: string) =>
    known.reduce((masked, secret) => masked.replaceAll(secret, () => digest(secret)), text);
  const value = (path: ValuePath, given: unknown) => {
    if (isReference(given)) return given;
    const isScalar = given !== null && typeof given !== "object" && given !== undefined;
    if (isScalar && (isSecretPath(path) || holdsSecret(String(given)))) return digest(given);
    return given;
  };
  return {
    value,
    line,
    path: (path) =>
      path.map((step) => (typeof step === "string" && holdsSecret(step) ? digest(step) : step)),
    text: (text) => line(maskScalars(text, value)),
  };
}

function longestFirst(one: string, other: string): number {
  return other.length - one.length;
}

/** Replaces the scalars of a text that are secrets; a text that does not parse is masked line by line. */
function maskScalars(text: string, mask: Masker["value"]): string {
  const document = parseHiera(text);
  if (document.problems.length > 0) return maskLines(text, mask);
  let masked = text;
  const scalars = document.roots.flatMap((root) => [...walk(root)]).toReversed();
  for (const { node, path, isKey } of scalars) {
    if (node.kind !== "scalar" || isKey) continue;
    const shown = mask(path, node.text);
    if (shown === node.text) continue;
    masked = `${masked.slice(0, node.span.start)}${shown}${masked.slice(node.span.end)}`;
  }
  return masked;
}

function maskLines(text: string, mask: Masker["value"]): string {
  return text.replace(
    /^(\s*(?:- )*['"]?)([^\s:'"][^:\n]*?)(['"]?:[ \t]+)(\S.*)$/gm,
    (_line, before: string, key: string, colon: string, value: string) =>
      `${before}${key}${colon}${mask([key], value)}`,
  );
}
