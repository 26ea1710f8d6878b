import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { scanManifest } from "../../../cli/signatures/scan-manifest.ts";
import type { Signature } from "../../../cli/signatures/signatures.ts";

/** What a manifest declares, as both parsers can tell it; or that it is no manifest. */
export interface Declared {
  readonly classes: readonly object[];
  readonly defines: readonly object[];
  readonly aliases: readonly object[];
  readonly lookups: readonly string[];
}

interface Answer {
  readonly error?: string;
  readonly classes: readonly PuppetSignature[];
  readonly defines: readonly PuppetSignature[];
  readonly aliases: readonly object[];
  readonly lookups: readonly string[];
}

interface PuppetSignature {
  readonly name: string;
  readonly line: number;
  readonly inherits?: string | null | undefined;
  readonly includes?: readonly string[];
  readonly parameters: readonly {
    readonly name: string;
    readonly type: string | null;
    readonly default: boolean;
  }[];
}

const script = fileURLToPath(new URL("../../support/puppet_declarations.rb", import.meta.url));

/** What Puppet's parser finds in each text; its message where it refuses one. */
export function askPuppet(texts: readonly string[]): readonly (Declared | string)[] {
  return answers(texts).map((answer) => answer.error ?? ofPuppet(answer));
}

/** What our scanner finds in each text; its reason where it gives up. */
export function scanAll(texts: readonly string[]): readonly (Declared | string)[] {
  const scanned = texts.map((text) => {
    const lookups = new Set<string>();
    return { ...scanManifest(text, "x.pp", lookups), lookups: [...lookups].sort() };
  });
  // Puppet reads our aliases' types, so that both are told as the same kind of tree.
  const aliasTexts = scanned.map(({ aliases }) =>
    aliases.map(({ name, type }) => `type ${name} = ${type}`).join("\n"),
  );
  const trees = answers(aliasTexts).map(({ aliases }) => aliases);
  return scanned.map(({ classes, defines, lookups, fault }, index) =>
    fault
      ? fault.reason
      : {
          classes: classes.map(ofOurs).sort(byLine),
          defines: defines.map(ofOurs).sort(byLine),
          aliases: trees[index] ?? [],
          lookups,
        },
  );
}

/** How many parameters the signatures have together. */
export function countParameters(all: readonly (Declared | string)[]): number {
  const signatures = all.flatMap((each) =>
    typeof each === "string" ? [] : [...each.classes, ...each.defines],
  );
  return signatures.reduce(
    (sum, each) => sum + (each as { readonly parameters: readonly object[] }).parameters.length,
    0,
  );
}

function answers(texts: readonly string[]): readonly Answer[] {
  const { status, stdout, stderr } = spawnSync("ruby", [script], {
    input: JSON.stringify(texts),
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`Puppet's parser ended with ${status}: ${stderr}`);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);
}

function ofPuppet({ classes, defines, aliases, lookups }: Answer): Declared {
  return {
    classes: classes.map(normal).sort(byLine),
    defines: defines.map(normal).sort(byLine),
    aliases,
    lookups: lookups.toSorted(),
  };
}

function ofOurs(signature: Signature): PuppetSignature {
  return normal({
    ...signature,
    parameters: [...signature.parameters.values()].map((parameter) => ({
      name: parameter.name,
      type: parameter.type ?? null,
      default: parameter.default !== undefined,
    })),
  });
}

function normal({ name, line, inherits, includes, parameters }: PuppetSignature): PuppetSignature {
  return {
    name: bare(name),
    line,
    inherits: inherits ? bare(inherits) : null,
    includes: includes ?? [],
    parameters: parameters.map((each) => ({ ...each, type: each.type && folded(each.type) })),
  };
}

function bare(name: string): string {
  return name.replace(/^::/, "").toLowerCase();
}

/** The source of a type without comments and white space. */
function folded(type: string): string {
  return type.replace(/#.*$/gm, "").replace(/\s+/g, "");
}

function byLine(one: PuppetSignature, other: PuppetSignature): number {
  return one.line - other.line || (one.name < other.name ? -1 : 1);
}
