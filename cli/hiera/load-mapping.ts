import { parseHiera } from "./parse-hiera.ts";
import { loadAsPyyaml } from "./pyyaml-load.ts";
import type { HieraMap } from "./value.ts";

/** A text as the ENC reads it; no text is an empty mapping, and what is no mapping is nothing. */
export function loadMapping(text: string | undefined): HieraMap | undefined {
  if (text === undefined) return new Map();
  const loaded = loadAsPyyaml(parseHiera(text));
  return loaded.ok && loaded.value instanceof Map ? loaded.value : undefined;
}
