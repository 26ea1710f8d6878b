import { type KaskSetting, kaskSettings } from "../../../service/contract/config-schema.ts";
import { suggest } from "../../base/suggest.ts";
import type { HieraNode, MappingPair, ScalarNode } from "../../hiera/document.ts";
import type { Fix } from "../rule.ts";
import { meantSetting } from "../services/kask-setting-names.ts";
import type { ServiceDefinition } from "../services/service-definitions.ts";
import { real, valueAt } from "../values/entries.ts";
import { changeScalar } from "./config-edits.ts";
import { contentSpan } from "./quote.ts";

/** The document's text, and the service and config that a fix is for. */
interface FixPlace {
  readonly text: string;
  readonly service: ServiceDefinition;
  readonly config: HieraNode;
}

/** The safe fix that writes the value of a setting as Kask takes it, where it is plain what was meant. */
export function valueFix(
  { text, service, config }: FixPlace,
  path: readonly string[],
): Fix | undefined {
  const setting = kaskSettings.find((known) => known.path.join() === path.join());
  const scalar = real(valueAt(config, path));
  if (setting === undefined || scalar?.kind !== "scalar") return undefined;
  const source = sourceFor(setting, scalar, text);
  const edit = source === undefined ? undefined : changeScalar(text, service, scalar, source);
  return edit && { safety: "safe", title: `Write ${source}.`, edits: [edit] };
}

/** The unsafe fix that gives an unknown key the name of the setting it was plainly meant to be. */
export function nameFix(
  { text, service, config }: FixPlace,
  path: readonly string[],
  pair: MappingPair,
): Fix | undefined {
  const name = meantSetting(config, path);
  if (name === undefined || pair.key.kind !== "scalar") return undefined;
  const edit = changeScalar(text, service, pair.key, name);
  return edit && { safety: "unsafe", title: `Rename the key to ${name}.`, edits: [edit] };
}

function sourceFor(setting: KaskSetting, scalar: ScalarNode, text: string): string | undefined {
  switch (setting.type) {
    case "integer":
      return digitsOf(setting, scalar.text.trim());
    case "boolean":
      return /^(?:true|false)$/iu.test(scalar.text) ? scalar.text.toLowerCase() : undefined;
    case "string-list": {
      const { start, end } = contentSpan(scalar, text);
      return /^[^\s,[\]{}]+$/u.test(scalar.text) ? `[${text.slice(start, end)}]` : undefined;
    }
    case "string":
      return wordFor(setting, scalar.text.toLowerCase());
  }
}

function digitsOf({ minimum, maximum }: KaskSetting, digits: string): string | undefined {
  const number = Number(digits);
  const isKept = /^-?(?:0|[1-9]\d{0,14})$/u.test(digits);
  const isInside = number >= (minimum ?? -Infinity) && number <= (maximum ?? Infinity);
  return isKept && isInside ? digits : undefined;
}

/** How other programs call the levels of a log. */
const otherWords = new Map([
  ["warn", "warning"],
  ["err", "error"],
  ["information", "info"],
  ["notice", "info"],
  ["trace", "debug"],
  ["verbose", "debug"],
  ["crit", "fatal"],
  ["critical", "fatal"],
  ["panic", "fatal"],
]);

function wordFor({ words }: KaskSetting, text: string): string | undefined {
  if (words === undefined) return undefined;
  const other = otherWords.get(text);
  if (other !== undefined && words.includes(other)) return other;
  const near = suggest(text, words);
  return near.length === 1 ? near[0] : undefined;
}
