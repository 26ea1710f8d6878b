import { loadMapping } from "../hiera/load-mapping.ts";
import { parseHiera } from "../hiera/parse-hiera.ts";
import { fromPlain, toPlain } from "../hiera/plain.ts";
import { dumpAsPyyaml } from "../hiera/pyyaml-dump.ts";
import { type Loaded, loadAsPyyaml } from "../hiera/pyyaml-load.ts";
import type { HieraMap, HieraValue } from "../hiera/value.ts";

/** What PyYAML's `safe_load` makes of a body. An empty body is null. */
export function loadBody(body: Buffer): Loaded | undefined {
  const text = decode(body);
  return text === undefined ? undefined : loadAsPyyaml(parseHiera(text));
}

/** A stored text as the JSON that the routes by id show. */
export function jsonOf(text: string): unknown {
  return toPlain(loadMapping(text) ?? new Map());
}

/** JSON data as PyYAML's `safe_dump` writes it. */
export function dumpJson(data: unknown): string {
  return dumpAsPyyaml(fromPlain(data));
}

/** The node view. */
export function dumpNode(hiera: HieraMap, roles: readonly string[]): string {
  return dumpAsPyyaml(
    new Map<HieraValue, HieraValue>([
      ["hiera", hiera],
      ["roles", roles],
    ]),
  );
}

function decode(body: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
