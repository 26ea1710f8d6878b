import { createHash } from "node:crypto";
import { lookupKeysOfText } from "./lookup-keys.ts";
import { scanManifest } from "./scan-manifest.ts";
import { contentOf } from "./signature-content.ts";
import type { Signature, Signatures, TypeAlias } from "./signatures.ts";

/** A file of Puppet code: a manifest (`.pp`), or a template or Ruby file, of which only lookups count. */
export interface CodeFile {
  /** Inside the code tree, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Something that was left out, and why: `modules/x/manifests/init.pp:3: a string is never closed`. */
export type BuildWarning = string;

/** Signatures, and what could not be read for them. */
export interface BuiltSignatures {
  readonly signatures: Signatures;
  /** What they hold as JSON, which a file of signatures keeps. */
  readonly contentText: string;
  readonly warnings: readonly BuildWarning[];
}

/**
 * Signatures of all that the files declare. Where two declare the same name, the first one counts; a
 * manifest that cannot be read to its end costs a warning, and what stands before the mistake is kept.
 */
export function buildSignatures(
  files: Iterable<CodeFile>,
  { name, isComplete }: { readonly name: string; readonly isComplete: boolean },
): BuiltSignatures {
  const classes = new Map<string, Signature>();
  const defines = new Map<string, Signature>();
  const aliases = new Map<string, TypeAlias>();
  const lookups = new Set<string>();
  const warnings: BuildWarning[] = [];
  for (const { path, text } of files) {
    if (!path.endsWith(".pp")) {
      lookupKeysOfText(text, lookups);
      continue;
    }
    const found = scanManifest(text, path, lookups);
    for (const each of found.classes) addFirst(classes, each.name, each);
    for (const each of found.defines) addFirst(defines, each.name, each);
    for (const each of found.aliases) addFirst(aliases, each.name.toLowerCase(), each);
    if (found.fault) warnings.push(`${path}:${found.fault.line}: ${found.fault.reason}`);
  }
  const declarations = { classes, defines, aliases, lookups };
  const contentText = JSON.stringify(contentOf(declarations));
  const digest = createHash("sha256").update(contentText).digest("hex");
  return {
    signatures: { origin: name, isComplete, digest, ...declarations },
    contentText,
    warnings,
  };
}

function addFirst<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (!map.has(key)) map.set(key, value);
}
