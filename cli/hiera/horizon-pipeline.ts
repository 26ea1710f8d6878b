import type { Span } from "./document.ts";
import { mergePrefixes } from "./merge.ts";
import { parseHiera } from "./parse-hiera.ts";
import { loadAsPsych } from "./psych-load.ts";
import { dumpAsPyyaml } from "./pyyaml-dump.ts";
import { loadAsPyyaml } from "./pyyaml-load.ts";
import type { HieraMap, HieraValue } from "./value.ts";

/** What becomes of a text on its way from Horizon's form to Puppet. */
export type PipelineResult =
  | {
      readonly ok: true;
      /** The text that Horizon stores. */
      readonly stored: string;
      /** What the ENC answers for a host that has no other text. */
      readonly answer: string;
      /** The data that Puppet gets, by Psych's rules. */
      readonly value: HieraMap;
    }
  | {
      readonly ok: false;
      /** `save`: Horizon or the ENC refuses the text. `node`: every lookup of every matching host fails. */
      readonly stage: "save" | "node";
      readonly message: string;
      /** Where, in the text as given; a fault at `node` has no place there. */
      readonly span?: Span;
      /** What there was before a fault at `node`, and where in the answer that is. */
      readonly stored?: string;
      readonly answer?: string;
      readonly answerSpan?: Span;
    };

/**
 * Takes a text the whole way: PyYAML loads and dumps it, the ENC loads that, merges and dumps it for
 * the node, and Puppet's `cloudlib::httpyaml` loads that with strict Psych. `roles` are those of the node.
 *
 * @see operations-puppet cloudlib/httpyaml.rb
 */
export function throughHorizon(text: string, roles: readonly string[] = []): PipelineResult {
  const saved = loadAsPyyaml(parseHiera(text));
  if (!saved.ok) return { ok: false, stage: "save", message: saved.message, span: saved.span };
  if (!(saved.value instanceof Map)) {
    const span = parseHiera(text).roots[0]?.span ?? { start: 0, end: 0 };
    return { ok: false, stage: "save", message: "Provided YAML should be a dictionary", span };
  }
  return nodeView(dumpAsPyyaml(saved.value), roles);
}

function nodeView(stored: string, roles: readonly string[]): PipelineResult {
  const read = loadAsPyyaml(parseHiera(stored));
  if (!read.ok) return { ok: false, stage: "save", message: read.message };
  const merged = mergePrefixes([{ prefix: "", value: read.value as HieraMap }]);
  const answer = new Map<HieraValue, HieraValue>([
    ["hiera", merged],
    ["roles", [...roles]],
  ]);
  const text = dumpAsPyyaml(answer);
  const loaded = loadAsPsych(parseHiera(text), { symbols: false, aliases: false });
  const texts = { stored, answer: text };
  if (loaded.ok) {
    return { ok: true, ...texts, value: (loaded.value as HieraMap).get("hiera") as HieraMap };
  }
  return { ok: false, stage: "node", message: loaded.message, answerSpan: loaded.span, ...texts };
}
