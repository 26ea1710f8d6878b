import type { HieraMap, HieraValue } from "../hiera/value.ts";
import { holeOf } from "./holes.ts";

/** A filled hole: which parameter, and the keys and list positions down to it. */
export interface FilledHole {
  readonly parameter: string;
  readonly path: readonly (string | number)[];
  /** What stands there; for `!each` the key. */
  readonly value: HieraValue;
  /** Whether the value is a key, the last of `path`. */
  readonly isKey: boolean;
}

/** A template's data with its holes filled. */
export interface Filled {
  readonly data: HieraMap;
  readonly holes: readonly FilledHole[];
}

type Values = ReadonlyMap<string, HieraValue | undefined>;
type Path = readonly (string | number)[];

/**
 * Puts values into the holes of a template. A key whose value is not set is dropped, and so is a
 * mapping or list that had only such members; one that the template writes as empty stays.
 */
export function fillTemplate(data: HieraMap, values: Values): Filled {
  const filler = new Filler(values);
  const filled = filler.fill(data, []);
  return { data: filled instanceof Map ? filled : new Map(), holes: filler.holes };
}

class Filler {
  readonly holes: FilledHole[] = [];
  readonly #values: Values;

  constructor(values: Values) {
    this.#values = values;
  }

  fill(node: HieraValue, path: Path): HieraValue | undefined {
    if (typeof node === "string") return this.#fillText(node, path);
    if (Array.isArray(node)) return this.#fillList(node, path);
    return node instanceof Map ? this.#fillMapping(node, path) : node;
  }

  #fillText(text: string, path: Path): HieraValue | undefined {
    const hole = holeOf(text);
    if (hole === undefined) return text;
    const value = this.#values.get(hole.name);
    if (value === undefined) return undefined;
    this.holes.push({ parameter: hole.name, path, value, isKey: false });
    return copyOf(value);
  }

  #fillList(items: readonly HieraValue[], path: Path): HieraValue | undefined {
    const filled = items.flatMap((item, index) => {
      const value = this.fill(item, [...path, index]);
      return value === undefined ? [] : [value];
    });
    return items.length > 0 && filled.length === 0 ? undefined : filled;
  }

  #fillMapping(mapping: HieraMap, path: Path): HieraValue | undefined {
    const filled = new Map<HieraValue, HieraValue>();
    let isDropped = mapping.size > 0;
    for (const [template, node] of mapping) {
      const keys = this.#keysOf(template, path);
      if (keys?.length === 0) isDropped = false;
      for (const key of keys ?? []) {
        const value = this.fill(node, [...path, String(key)]);
        if (value !== undefined) filled.set(key, value);
      }
    }
    return isDropped && filled.size === 0 ? undefined : filled;
  }

  /** One key, or one for each item of the list of an `!each`; undefined where that is not set. */
  #keysOf(template: HieraValue, path: Path): readonly HieraValue[] | undefined {
    const hole = typeof template === "string" ? holeOf(template) : undefined;
    if (hole === undefined) return [template];
    const items = this.#values.get(hole.name);
    if (items === undefined) return undefined;
    const keys = Array.isArray(items) ? (items as readonly HieraValue[]) : [items];
    for (const value of keys) {
      const keyPath = [...path, String(value)];
      this.holes.push({ parameter: hole.name, path: keyPath, value, isKey: true });
    }
    return keys;
  }
}

/** A list or mapping that stands in two places would be dumped as an anchor and an alias. */
function copyOf(value: HieraValue): HieraValue {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!(value instanceof Map)) return value;
  return new Map([...value].map(([key, item]) => [key, copyOf(item)]));
}
