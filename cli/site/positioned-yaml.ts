import {
  CORE_SCHEMA,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
} from "js-yaml";
import type { Mistake } from "./mistakes.ts";

/** A key of a mapping with the value under it. */
export interface YamlEntry {
  readonly key: string;
  /** Where the key starts. */
  readonly offset: number;
  readonly node: YamlNode;
}

/** A value of a YAML file with its place. */
export interface YamlNode {
  /** UTF-16 offset of the value; for an empty value, where its key or dash stands. */
  readonly offset: number;
  /** Plain data: null-prototype objects, arrays and scalars of YAML 1.2's core schema. */
  readonly value: unknown;
  readonly entries: readonly YamlEntry[];
  readonly items: readonly YamlNode[];
}

/** A parsed file: its root where there is one, and every mistake of its syntax. */
export interface PositionedYaml {
  readonly root: YamlNode | undefined;
  readonly mistakes: readonly Mistake[];
}

/** Reads one YAML document as plain data with places; tags are mistakes, aliases are followed. */
export function readPositionedYaml(text: string): PositionedYaml {
  try {
    return new Reader(text, parseEvents(text, {})).read();
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return {
      root: undefined,
      mistakes: [{ offset: error.mark?.position ?? 0, message: `not valid YAML: ${error.reason}` }],
    };
  }
}

/** The node at the end of `path`, or the last one on the way that exists. */
export function nodeAt(root: YamlNode, path: readonly string[]): YamlNode {
  let node = root;
  for (const step of path) {
    const next = node.entries.find(({ key }) => key === step)?.node ?? node.items[Number(step)];
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** The entries of the mapping under `key`; none where there is no such mapping. */
export function entriesOf(node: YamlNode, key: string): readonly YamlEntry[] {
  return node.entries.find((entry) => entry.key === key)?.node.entries ?? [];
}

/** An alias of an alias of … can stand for more values than memory holds. */
const maxNodes = 100_000;

class Reader {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, { node: YamlNode; weight: number }>();
  readonly #mistakes: Mistake[] = [];
  #next = 0;
  #weight = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  read(): PositionedYaml {
    this.#next = 1;
    const first = this.#events[1];
    const root = first === undefined || first.type === EVENT_ID.POP ? undefined : this.#readNode(0);
    const documents = this.#events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length;
    if (documents > 1) {
      this.#mistakes.push({ offset: 0, message: `holds ${documents} YAML documents, not one` });
    }
    return { root, mistakes: this.#mistakes };
  }

  #readNode(emptyOffset: number): YamlNode {
    const event = this.#events[this.#next++];
    if (event === undefined) throw new Error("The YAML events ended too early.");
    if (event.type === EVENT_ID.ALIAS) return this.#readAlias(event.anchorStart, event.anchorEnd);
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) {
      throw new Error("A YAML node was expected.");
    }
    const weightBefore = this.#weight++;
    if (event.tagStart >= 0) {
      const tag = this.#text.slice(event.tagStart, event.tagEnd);
      this.#mistakes.push({
        offset: event.tagStart,
        message: `the tag ${tag} has no meaning here; quote a value that starts with !`,
      });
    }
    const node = this.#readContent(event, emptyOffset);
    if (event.anchorStart >= 0) {
      const name = this.#text.slice(event.anchorStart, event.anchorEnd);
      this.#anchors.set(name, { node, weight: this.#weight - weightBefore });
    }
    return node;
  }

  #readContent(event: Event, emptyOffset: number): YamlNode {
    if (event.type === EVENT_ID.MAPPING) return this.#readMapping(event.start);
    if (event.type === EVENT_ID.SEQUENCE) return this.#readSequence(event.start);
    if (event.type !== EVENT_ID.SCALAR) throw new Error("A YAML node was expected.");
    const text = getScalarValue(this.#text, event);
    const offset = event.valueStart < 0 ? emptyOffset : event.valueStart;
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    const isQuoted =
      event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    const value = isPlain ? CORE_SCHEMA.resolveImplicitScalarTag(text).value : text;
    if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      this.#mistakes.push({
        offset,
        message: "an integer beyond 2^53 would be rounded; quote it if it is a text",
      });
    }
    return { offset: isQuoted ? offset - 1 : offset, value, entries: [], items: [] };
  }

  #readSequence(offset: number): YamlNode {
    const items: YamlNode[] = [];
    while (this.#events[this.#next]?.type !== EVENT_ID.POP) items.push(this.#readNode(offset));
    this.#next++;
    return { offset, value: items.map(({ value }) => value), entries: [], items };
  }

  #readMapping(offset: number): YamlNode {
    const entries: YamlEntry[] = [];
    const value: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    while (this.#events[this.#next]?.type !== EVENT_ID.POP) {
      const keyNode = this.#readNode(offset);
      const node = this.#readNode(keyNode.offset);
      this.#addEntry(entries, value, keyNode, node);
    }
    this.#next++;
    return { offset, value, entries, items: [] };
  }

  #addEntry(
    entries: YamlEntry[],
    value: Record<string, unknown>,
    keyNode: YamlNode,
    node: YamlNode,
  ): void {
    if (typeof keyNode.value === "object" && keyNode.value !== null) {
      this.#mistakes.push({ offset: keyNode.offset, message: "a key must be a text" });
      return;
    }
    const key = String(keyNode.value);
    if (key in value) {
      this.#mistakes.push({
        offset: keyNode.offset,
        message: `the key \`${key}\` is here a second time`,
      });
    }
    value[key] = node.value;
    entries.push({ key, offset: keyNode.offset, node });
  }

  #readAlias(start: number, end: number): YamlNode {
    const name = this.#text.slice(start, end);
    const anchor = this.#anchors.get(name);
    this.#weight += anchor?.weight ?? 1;
    if (anchor !== undefined && this.#weight <= maxNodes) {
      return { ...anchor.node, offset: start - 1 };
    }
    const message =
      anchor === undefined
        ? "this alias has no anchor before it; quote a value that starts with *"
        : `its aliases stand for more than ${maxNodes} values`;
    this.#mistakes.push({ offset: start - 1, message });
    return { offset: start - 1, value: null, entries: [], items: [] };
  }
}
