import { isAscii } from "node:buffer";
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { KaskctlError } from "../base/errors.ts";
import { systemReason } from "../base/files.ts";
import type { BuiltSignatures } from "./build-signatures.ts";
import {
  type ContentData,
  contentOfData,
  declarationsOf,
  decodeContent,
  type SignatureContent,
} from "./signature-content.ts";
import type { Signatures } from "./signatures.ts";

/** Another number for any change that a reader of this one would misread. */
export const schemaVersion = 1;

/** Where signatures come from, and when. */
export interface Origin {
  /** `operations-puppet` */
  readonly name: string;
  /** Abbreviated, where they come from git. */
  readonly commit?: string;
  /** When the commit was made, or without one when they were built: milliseconds since 1970. */
  readonly dateMs: number;
}

/** Signatures, and where they come from. */
export interface SignatureFile {
  readonly origin: Origin;
  readonly signatures: Signatures;
}

/** What a file of signatures says before its content. */
export interface SignatureHead {
  readonly schema_version: number;
  /** The version that wrote it. */
  readonly kaskctl: string;
  readonly origin: { readonly name: string; readonly commit?: string; readonly date: string };
  readonly is_complete: boolean;
  readonly digest: string;
  /** See {@link Signatures.unread}. */
  readonly unread?: readonly string[];
}

/** What a file of signatures holds. */
export interface StoredSignatures<Head extends SignatureHead = SignatureHead> {
  readonly head: Head;
  /** @throws {Error} where it is damaged */
  readonly readContent: () => SignatureContent;
}

/** What is written to a file of signatures. */
export interface Writing extends Pick<BuiltSignatures, "signatures" | "contentBytes"> {
  readonly origin: Origin;
  /** That of kaskctl. */
  readonly version: string;
}

/** The JSON of a file of signatures in parts, with further members where a cache needs them. */
export function storedParts(
  { signatures, contentBytes, origin, version }: Writing,
  further: object = {},
): readonly Uint8Array[] {
  const { name, commit, dateMs } = origin;
  const date = new Date(dateMs).toISOString();
  const head = {
    schema_version: schemaVersion,
    kaskctl: version,
    origin: commit === undefined ? { name, date } : { name, commit, date },
    is_complete: signatures.isComplete,
    digest: signatures.digest,
    ...(signatures.unread?.length ? { unread: signatures.unread } : {}),
    ...further,
  };
  const start = `${JSON.stringify(head).slice(0, -1)}${contentMark}`;
  return [Buffer.from(start), contentBytes, Buffer.from("}")];
}

const contentMark = ',"content":';

/** The bytes of the file `path`: compressed where its name ends in `.gz`. */
export function bytesFor(path: string, writing: Writing): Uint8Array {
  const bytes = Buffer.concat(storedParts(writing));
  return path.endsWith(".gz") ? gzipSync(bytes) : bytes;
}

/**
 * Reads what `signatures build` or `signatures update` wrote.
 * @throws {KaskctlError} file-unreadable, signatures-invalid
 */
export function readSignatures(file: string): SignatureFile {
  const stored = readStored(file);
  const { kaskctl, schema_version: version } = stored.head;
  if (version !== schemaVersion) {
    throw invalid(
      file,
      `kaskctl ${kaskctl} wrote it with schema_version ${version}, and this one reads ${schemaVersion}`,
    );
  }
  if (stored.head.origin === undefined) throw invalid(file, "it holds no signatures");
  try {
    return signaturesOf(stored);
  } catch (cause) {
    throw invalid(file, "it is damaged", cause);
  }
}

/** Signatures from what a file of this version holds. */
export function signaturesOf({ head, readContent }: StoredSignatures): SignatureFile {
  const { is_complete: isComplete, digest, unread = [] } = head;
  const { date, ...named } = head.origin;
  const origin = { ...named, dateMs: Date.parse(date) };
  const declarations = declarationsOf(readContent());
  return {
    origin,
    signatures: { origin: originName(origin), isComplete, digest, ...declarations, unread },
  };
}

/** `operations-puppet d359088 (2024-10-24)` */
export function originName({ name, commit, dateMs }: Origin): string {
  const day = new Date(dateMs).toISOString().slice(0, 10);
  return commit === undefined ? `${name} (${day})` : `${name} ${commit} (${day})`;
}

/**
 * What a file holds, of whatever version.
 * @throws {KaskctlError} file-unreadable, signatures-invalid
 */
export function readStored(file: string): StoredSignatures {
  const bytes = readBytes(file);
  try {
    const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const json = isCompressed ? gunzipSync(bytes) : bytes;
    const stored = ownText(json) ?? anyText(json.toString());
    if (stored !== undefined) return stored;
  } catch (cause) {
    throw invalid(file, "it is no JSON, or not all of it", cause);
  }
  throw invalid(file, "it has no schema_version");
}

/** The digest says that a text is as it was written: then nobody needs to read all of it as JSON. */
function ownText(json: Buffer): StoredSignatures | undefined {
  const headEnd = json.indexOf(contentMark);
  if (headEnd < 0) return undefined;
  const head = JSON.parse(`${json.toString("utf8", 0, headEnd)}}`) as SignatureHead;
  const content = json.subarray(headEnd + contentMark.length, -1);
  if (head.digest !== hash("sha256", content)) return undefined;
  // Node keeps a long text of single bytes outside of the heap.
  const encoding = isAscii(content) ? "latin1" : "utf8";
  return { head, readContent: () => decodeContent(content.toString(encoding)) };
}

/** What another program wrote anew. */
function anyText(text: string): StoredSignatures | undefined {
  const stored: unknown = JSON.parse(text);
  const isStored = typeof stored === "object" && stored !== null && "schema_version" in stored;
  if (!isStored) return undefined;
  const { content, ...head } = stored as SignatureHead & { readonly content: ContentData };
  return { head, readContent: () => contentOfData(content) };
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new KaskctlError(
      "file-unreadable",
      `Cannot read the signatures ${file}: ${systemReason(cause)}.`,
      { cause, hint: "Write them with: kaskctl signatures build DIR -o FILE" },
    );
  }
}

function invalid(file: string, reason: string, cause?: unknown): KaskctlError {
  return new KaskctlError("signatures-invalid", `Cannot read the signatures ${file}: ${reason}.`, {
    cause,
    hint: "Write them anew with: kaskctl signatures build DIR -o FILE, or kaskctl signatures update",
  });
}
