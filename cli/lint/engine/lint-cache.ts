import { hash } from "node:crypto";
import { asciiJson } from "../../base/ascii-json.ts";
import { catalogue } from "../../signatures/catalogue.ts";
import type { Signatures } from "../../signatures/signatures.ts";
import type { LintOptions } from "../lint.ts";
import type { HostFacts } from "../rule.ts";
import { askedRules } from "./asked-rules.ts";
import type { LintText } from "./lint-alone.ts";
import type { FoundTogether } from "./lint-together.ts";
import type { PlacedFinding, TextResult } from "./text-result.ts";

/** What an earlier run found, and what this one finds for the next. */
export interface LintCache {
  /** The result of the same text, file name and target in the earlier run, for the same host. */
  get(text: LintText, host: HostFacts): TextResult | undefined;
  put(text: LintText, host: HostFacts, result: TextResult): void;
  /** What all texts show together, where all of them are those of the earlier run. */
  getTogether(): FoundTogether | undefined;
  putTogether(found: FoundTogether): void;
}

const format = "kaskctl-lint-cache 1";

/** Changes with everything but texts and hosts that a run's findings depend on. */
export function lintCacheKey(program: string, options: LintOptions): string {
  const { signatures = catalogue } = options;
  const rules = askedRules(options).map(({ concerns, check, checkTogether, ...told }) => [
    told,
    String(concerns),
    String(check),
    String(checkTogether),
  ]);
  const all = options.rules.map(({ id }) => id);
  const trees = [...(options.treeSignatures ?? [])].map(([tree, own]) => [tree, partsOf(own)]);
  const parts = [format, program, rules, all, partsOf(signatures), trees];
  return hash("sha1", JSON.stringify(parts));
}

function partsOf({ digest, origin, isComplete, unread = [] }: Signatures): readonly unknown[] {
  return [digest, origin, isComplete, unread];
}

/**
 * The cache of one run, as a file: a line with the format, the key and a checksum, one
 * with what the texts show together, and one for each text. Only what is asked for is parsed.
 */
export class LintCacheFile implements LintCache {
  readonly #key: string;
  /** What the file held, by text; and the entries that this run uses, each character one byte. */
  readonly #before: ReadonlyMap<string, string>;
  readonly #now = new Map<string, string>();
  readonly #hosts = new WeakMap<HostFacts, string>();
  #together: string;
  #isChanged = false;

  /**
   * @param encoded the file's bytes; what is damaged, or of another key, counts as none
   * @param key see {@link lintCacheKey}
   */
  constructor(encoded: Buffer | undefined, key: string) {
    this.#key = key;
    const [together = "", ...lines] = bodyOf(encoded, key)?.split("\n") ?? [];
    this.#together = together;
    this.#before = new Map(lines.map((line) => [nameOf(line), line]));
  }

  get(text: LintText, host: HostFacts): TextResult | undefined {
    const name = this.#nameFor(text, host);
    const line = this.#before.get(name);
    if (line === undefined) return undefined;
    this.#now.set(name, line);
    return decodeResult(line, text);
  }

  put(text: LintText, host: HostFacts, result: TextResult): void {
    const name = this.#nameFor(text, host);
    this.#isChanged = true;
    this.#now.set(name, encodeResult(name, result));
  }

  getTogether(): FoundTogether | undefined {
    const [digest, found] = this.#together.split("\t");
    if (found === undefined || digest !== this.#digest()) return undefined;
    return new Map(JSON.parse(found) as [number, readonly PlacedFinding[]][]);
  }

  putTogether(found: FoundTogether): void {
    this.#isChanged = true;
    this.#together = `${this.#digest()}\t${asciiJson([...found])}`;
  }

  /** The file for the next run, without what this one did not use; undefined where it would be the same. */
  encode(): Buffer | undefined {
    if (!this.#isChanged && this.#now.size === this.#before.size) return undefined;
    return encodeLines(this.#key, [this.#together, ...this.#now.values()]);
  }

  /** JSON holds no tab or line end as such, so that these can part fields and lines. */
  #nameFor({ file, target, text, treePath = file }: LintText, host: HostFacts): string {
    const hostDigest = this.#hosts.get(host) ?? hash("sha1", JSON.stringify(host));
    this.#hosts.set(host, hostDigest);
    return `${hash("sha1", text)} ${hostDigest} ${target} ${asciiJson([file, treePath])}`;
  }

  /** Of all texts of this run, in their order. */
  #digest(): string {
    return hash("sha1", [...this.#now.keys()].join("\n"));
  }
}

/** Straight into bytes: a long text would be in memory three times before it is written. */
function encodeLines(key: string, lines: readonly string[]): Buffer {
  const headLength = headOf(key, hash("sha1", "")).length;
  const length = lines.reduce((sum, line) => sum + 1 + line.length, headLength);
  const bytes = Buffer.allocUnsafe(length);
  let at = headLength;
  for (const line of lines) {
    at += bytes.write("\n", at, "latin1");
    at += bytes.write(line, at, "latin1");
  }
  bytes.write(headOf(key, hash("sha1", bytes.subarray(headLength + 1))), "latin1");
  return bytes;
}

function headOf(key: string, checksum: string): string {
  return `${format} ${key} ${checksum}`;
}

function bodyOf(encoded: Buffer | undefined, key: string): string | undefined {
  const end = encoded?.indexOf("\n") ?? -1;
  if (encoded === undefined || end === -1) return undefined;
  const body = encoded.subarray(end + 1);
  const isOurs = encoded.toString("latin1", 0, end) === headOf(key, hash("sha1", body));
  return isOurs ? body.toString("latin1") : undefined;
}

function nameOf(line: string): string {
  return line.slice(0, line.indexOf("\t"));
}

function encodeResult(name: string, { findings, suppressions, facts }: TextResult): string {
  const told = findings.length + suppressions.length === 0 ? "" : [findings, suppressions];
  return `${name}\t${asciiJson(told)}\t${asciiJson(facts)}`;
}

type Told = readonly [TextResult["findings"], TextResult["suppressions"]];

/** Most texts have no finding, and facts are needed only where another text has changed. */
function decodeResult(line: string, { file, target }: LintText): TextResult {
  const [, told = '""', facts = ""] = line.split("\t");
  const [findings, suppressions] = told === '""' ? [[], []] : (JSON.parse(told) as Told);
  return {
    file,
    target,
    findings,
    suppressions,
    get facts() {
      return JSON.parse(facts) as TextResult["facts"];
    },
  };
}
