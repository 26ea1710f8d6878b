import { hash } from "node:crypto";
import { lookupKeysOfText } from "./lookup-keys.ts";
import { scanManifest } from "./scan-manifest.ts";
import { ContentBuilder, declarationsOf, encodeContent } from "./signature-content.ts";
import type { Signatures } from "./signatures.ts";

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
  readonly contentBytes: Uint8Array;
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
  const builder = new ContentBuilder();
  const lookups = new Set<string>();
  const warnings: BuildWarning[] = [];
  const unread: string[] = [];
  for (const { path, text } of files) {
    if (!path.endsWith(".pp")) {
      lookupKeysOfText(text, lookups);
      continue;
    }
    const found = scanManifest(text, path, lookups);
    for (const each of found.classes) builder.addClass(each);
    for (const each of found.defines) builder.addDefine(each);
    for (const each of found.aliases) builder.addAlias(each);
    if (found.fault === undefined) continue;
    warnings.push(`${path}:${found.fault.line}: ${found.fault.reason}`);
    unread.push(path);
  }
  const content = builder.contentWith(lookups);
  const contentBytes = encodeContent(content);
  const digest = hash("sha256", contentBytes);
  return {
    signatures: { origin: name, isComplete, digest, ...declarationsOf(content), unread },
    contentBytes,
    warnings,
  };
}
