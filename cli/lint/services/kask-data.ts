import { kaskSettings } from "../../../service/contract/config-schema.ts";
import type { HieraNode, ScalarNode } from "../../hiera/document.ts";
import { HieraFloat, HieraTimestamp, type HieraValue } from "../../hiera/value.ts";
import type { Target } from "../rule.ts";
import { entries, real } from "../values/entries.ts";
import { scalarValue } from "../values/scalar-value.ts";

/** A Kask config as the plain data that Puppet would write to `config.yaml`. */
export interface KaskData {
  readonly data: unknown;
  /** Settings whose value stands elsewhere: `%{alias('key')}` may become anything. */
  readonly open: readonly (readonly string[])[];
}

/**
 * Reads a config's nodes as far down as Kask has settings; what lies deeper is given as an empty
 * mapping, for its shape alone.
 */
export function kaskData(config: HieraNode, target: Target): KaskData {
  const open: (readonly string[])[] = [];
  return { data: plainNode(config, [], target, open), open };
}

function plainNode(
  node: HieraNode,
  path: readonly string[],
  target: Target,
  open: (readonly string[])[],
): unknown {
  const value = real(node);
  if (value === undefined) return null;
  if (value.kind === "scalar") {
    if (/^%\{\s*alias\(/u.test(value.text)) open.push(path);
    return plainScalar(value, target);
  }
  if (value.kind === "sequence") return value.items.map((item) => plainItem(item, target));
  if (!leadsOn(path)) return {};
  // Without a prototype, so that a key `__proto__` is a key like any other.
  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, pair] of entries(value)) {
    plain[key] = plainNode(pair.value, [...path, key], target, open);
  }
  return plain;
}

/** Whether Kask has settings below `path`. */
function leadsOn(path: readonly string[]): boolean {
  return kaskSettings.some(
    (setting) =>
      setting.path.length > path.length && path.every((key, depth) => key === setting.path[depth]),
  );
}

function plainItem(item: HieraNode, target: Target): unknown {
  const value = real(item);
  if (value?.kind === "scalar") return plainScalar(value, target);
  return value?.kind === "sequence" ? [] : {};
}

const beyondInt64 = 2 ** 63;

function plainScalar(node: ScalarNode, target: Target): unknown {
  const value: HieraValue = scalarValue(node, target);
  const number = value instanceof HieraFloat ? value.value : value;
  if (typeof number === "number" || typeof number === "bigint") {
    // Go refuses a larger number as it refuses a text.
    return Math.abs(Number(number)) < beyondInt64 ? Number(number) : node.text;
  }
  if (value instanceof HieraTimestamp) return value.text;
  return typeof value === "object" && value !== null ? node.text : value;
}
