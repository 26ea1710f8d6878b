import { diffArrays } from "diff";
import { parseHiera } from "../hiera/parse-hiera.ts";
import { toPlain } from "../hiera/plain.ts";
import { loadAsPyyaml } from "../hiera/pyyaml-load.ts";
import type { HieraMap, HieraValue } from "../hiera/value.ts";
import { materialise } from "../runner/materialise.ts";
import { serviceDefinitions } from "../runner/service-definitions.ts";
import type { RenderedService } from "../runner/service-docker.ts";
import { type Difference, diffValues } from "./diff-values.ts";
import type { ValuePath } from "./mask.ts";

/** The key whose value Puppet makes containers of. */
export const serviceDefsKey = "profile::docker::runner::service_defs";

/** What Puppet would make of a host's node data. */
export interface RenderedHost {
  readonly services: readonly RenderedService[];
  /** Puppet's words about definitions that would not compile. */
  readonly problems: readonly string[];
}

/** The containers of a host; none where nothing defines any. */
export function renderHost(hiera: HieraMap, registry: string): RenderedHost {
  const defined = hiera.get(serviceDefsKey);
  if (defined === undefined) return { services: [], problems: [] };
  const { definitions, problems } = serviceDefinitions(toPlain(defined));
  return { services: definitions.map((definition) => materialise(definition, registry)), problems };
}

/** Every difference in the files on a host; the first step of each path is the file. */
export function diffRendered(before: RenderedHost, after: RenderedHost): readonly Difference[] {
  const old = filesOf(before);
  const young = filesOf(after);
  const paths = [...new Set([...old.keys(), ...young.keys()])];
  return paths.flatMap((path) => diffFile(path, old.get(path), young.get(path)));
}

/** The titles of services whose files differ: Puppet restarts them. */
export function restartedTitles(before: RenderedHost, after: RenderedHost): readonly string[] {
  const old = new Map(before.services.map((service) => [service.title, filesText(service)]));
  return after.services
    .filter((service) => old.get(service.title) !== filesText(service))
    .map(({ title }) => title);
}

function filesText({ image, files }: RenderedService): string {
  return JSON.stringify([image, files]);
}

function filesOf({ services }: RenderedHost): ReadonlyMap<string, string> {
  return new Map(
    services.flatMap(({ files }) => files.map(({ path, content }) => [path, content])),
  );
}

function diffFile(
  path: string,
  before: string | undefined,
  after: string | undefined,
): readonly Difference[] {
  if (before === after) return [];
  const read = path.endsWith("/config.yaml")
    ? dataOf
    : path.endsWith("/env")
      ? variablesOf
      : undefined;
  if (!read) return diffLines([path], before, after);
  return diffValues(read(before), read(after), [path]);
}

function dataOf(content: string | undefined): HieraValue | undefined {
  if (content === undefined) return undefined;
  const loaded = loadAsPyyaml(parseHiera(content));
  return loaded.ok ? loaded.value : content;
}

function variablesOf(content: string | undefined): HieraValue | undefined {
  if (content === undefined) return undefined;
  const lines = content.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => [line.split("=", 1)[0] ?? "", line.replace(/^[^=]*=/, "")]));
}

/** Line by line; the last step of a path is the line's number, from 1, in the text that has it. */
function diffLines(
  path: ValuePath,
  before: string | undefined,
  after: string | undefined,
): readonly Difference[] {
  return hunksOf(linesOf(before), linesOf(after)).flatMap((hunk) => {
    const { gone, come } = hunk;
    const both = Math.min(gone.length, come.length);
    const at = (line: number) => [...path, line];
    return [
      ...come.map((text, index): Difference => {
        const place = at(hunk.newLine + index);
        return index < both
          ? { op: "replace", path: place, before: gone[index], after: text }
          : { op: "add", path: place, after: text };
      }),
      ...gone.slice(both).map((text, index): Difference => {
        return { op: "remove", path: at(hunk.oldLine + both + index), before: text };
      }),
    ];
  });
}

/** Lines that went, and those that came in their place. */
interface Hunk {
  readonly oldLine: number;
  readonly newLine: number;
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

function hunksOf(before: string[], after: string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [oldLine, newLine] = [1, 1];
  let gone: readonly string[] = [];
  const end = { value: [], added: false, removed: false };
  // What is removed comes before what is added in its place.
  for (const part of [...diffArrays(before, after), end]) {
    if (part.removed) {
      gone = part.value;
      continue;
    }
    const come = part.added ? part.value : [];
    if (gone.length + come.length > 0) hunks.push({ oldLine, newLine, gone, come });
    oldLine += gone.length + part.value.length - come.length;
    newLine += part.value.length;
    gone = [];
  }
  return hunks;
}

function linesOf(content: string | undefined): string[] {
  return content === undefined ? [] : content.replace(/\n$/, "").split("\n");
}
