import {
  type AliasEvent,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from "js-yaml";
import { ConfigPlaces } from "./config-places.ts";
import type { ConfigPath } from "./contract/config-mistake.ts";
import { isMapping } from "./contract/read-settings.ts";
import { YamlScalar } from "./contract/yaml-scalar.ts";
import { type GoScalar, plainScalar, type ScalarTag, taggedScalar } from "./go-scalar.ts";
import { YamlEvents } from "./yaml-events.ts";

/** What stands in a YAML text, and where. */
export interface GoYaml {
  /** Of the first document: mappings, lists, texts, null, and {@link YamlScalar} for numbers and booleans. */
  readonly data: unknown;
  /** What an alias brings has the alias' place. */
  readonly places: ConfigPlaces;
}

/**
 * Reads YAML as Kask's decoder fills its structures: of two equal keys the later counts, but mappings are put
 * together; `<<` counts where it stands; scalars are as Go has them.
 * @throws {YAMLException}
 * @see go-yaml/yaml v2, decode.go
 */
export function readGoYaml(text: string): GoYaml {
  const reader = new Reader(text, new YamlEvents(parseEvents(text, {})));
  return { data: reader.document(), places: reader.places };
}

/** As many as nobody writes; without a limit ten lines of aliases of aliases would fill the memory. */
const mostAliases = 10_000;

const longTags = "tag:yaml.org,2002:";
const scalarTags: readonly string[] = ["str", "bool", "int", "float", "null", "binary"];

type Target = Record<string, unknown>;

class Reader {
  readonly places: ConfigPlaces;
  readonly #text: string;
  readonly #events: YamlEvents;
  /** Where the node of an anchor begins. */
  readonly #anchors = new Map<string, number>();
  /** The beginnings of the nodes that are being read, from the outermost. */
  readonly #open: number[] = [];
  #aliases = 0;
  /** How many aliases lead to what is read: that has no place of its own. */
  #aliasDepth = 0;

  constructor(text: string, events: YamlEvents) {
    this.places = new ConfigPlaces(text);
    this.#text = text;
    this.#events = events;
  }

  /** The first document; null where there is none. */
  document(): unknown {
    const isThere = this.#events.enterDocument() && !this.#events.takeEnd();
    return isThere ? this.#node([], undefined) : null;
  }

  /** @param before what an earlier key of the same name has */
  #node(path: ConfigPath, before: unknown): unknown {
    const start = this.#events.at;
    const event = this.#events.next();
    if (event.type === EVENT_ID.ALIAS) {
      this.#note(path, event.anchorStart);
      return this.#follow(event, () => this.#node(path, before));
    }
    this.#anchor(event, start);
    this.#open.push(start);
    const value = this.#content(event, path, before);
    this.#open.pop();
    return value;
  }

  #content(event: Event, path: ConfigPath, before: unknown): unknown {
    if (event.type === EVENT_ID.SCALAR) {
      this.#note(path, event.valueStart);
      return this.#scalar(event);
    }
    if (event.type === EVENT_ID.SEQUENCE) {
      this.#note(path, event.start);
      const list: unknown[] = [];
      while (!this.#events.takeEnd()) list.push(this.#node([...path, list.length], undefined));
      return list;
    }
    if (event.type !== EVENT_ID.MAPPING) throw new Error(`no node begins with event ${event.type}`);
    this.#note(path, event.start);
    const target: Target = isMapping(before) ? before : {};
    this.#pairs(path, target);
    return target;
  }

  #pairs(path: ConfigPath, target: Target): void {
    const seen = new Set<string>();
    while (!this.#events.takeEnd()) {
      if (this.#isMerge()) {
        this.#events.at++;
        this.#merge(path, target);
      } else {
        this.#pair(path, target, seen);
      }
    }
  }

  #pair(path: ConfigPath, target: Target, seen: Set<string>): void {
    const start = this.#events.offset;
    const name = this.#key(path, start);
    const below = [...path, name];
    if (this.#aliasDepth === 0) {
      this.places.key(below, start);
      if (seen.has(name)) this.places.repeat(below);
      seen.add(name);
    }
    const before = Object.hasOwn(target, name) ? target[name] : undefined;
    const value = this.#node(below, before);
    // Not an assignment: `__proto__` is a name like any other.
    const how = { value, configurable: true, enumerable: true, writable: true };
    Object.defineProperty(target, name, how);
  }

  #key(path: ConfigPath, start: number): string {
    const key = this.#node([...path, ""], undefined);
    if (key === null) return "";
    if (key instanceof YamlScalar) return key.text;
    return typeof key === "string" ? key : this.#fail(start, "a key must be a text");
  }

  #isMerge(): boolean {
    const event = this.#events.peek();
    if (event?.type !== EVENT_ID.SCALAR || getScalarValue(this.#text, event) !== "<<") return false;
    const tag = this.#tag(event);
    return tag === `${longTags}merge` || (tag === "" && event.style === SCALAR_STYLE.PLAIN);
  }

  /** Of a list the earlier mappings win, so that they are put in last. */
  #merge(path: ConfigPath, target: Target): void {
    const start = this.#events.at;
    const event = this.#events.next();
    if (event.type !== EVENT_ID.SEQUENCE) {
      this.#mergeOne(start, path, target);
      return;
    }
    const items: number[] = [];
    while (!this.#events.takeEnd()) {
      items.unshift(this.#events.at);
      this.#events.skip();
    }
    const end = this.#events.at;
    for (const item of items) this.#mergeOne(item, path, target);
    this.#events.at = end;
  }

  #mergeOne(at: number, path: ConfigPath, target: Target): void {
    this.#events.at = at;
    const start = this.#events.offset;
    const event = this.#events.next();
    if (event.type === EVENT_ID.ALIAS) {
      this.#follow(event, () => this.#mergeMapping(path, target, start));
      return;
    }
    this.#events.at = at;
    this.#mergeMapping(path, target, start);
  }

  #mergeMapping(path: ConfigPath, target: Target, start: number): void {
    const begin = this.#events.at;
    const event = this.#events.next();
    if (event.type !== EVENT_ID.MAPPING)
      this.#fail(start, "<< must bring a mapping, or a list of them");
    this.#anchor(event, begin);
    this.#pairs(path, target);
  }

  #follow<T>({ anchorStart, anchorEnd }: AliasEvent, read: () => T): T {
    const name = this.#text.slice(anchorStart, anchorEnd);
    const target = this.#anchors.get(name);
    if (target === undefined) return this.#fail(anchorStart, "there is no such anchor before it");
    if (this.#open.includes(target)) this.#fail(anchorStart, "what the alias brings contains it");
    if (++this.#aliases > mostAliases) this.#fail(anchorStart, "there are too many aliases");
    const back = this.#events.at;
    this.#events.at = target;
    this.#aliasDepth++;
    const value = read();
    this.#aliasDepth--;
    this.#events.at = back;
    return value;
  }

  #scalar(event: ScalarEvent): GoScalar {
    const text = getScalarValue(this.#text, event);
    const tag = this.#tag(event);
    if (tag === "") return event.style === SCALAR_STYLE.PLAIN ? plainScalar(text) : text;
    const name = tag.slice(longTags.length);
    if (!tag.startsWith(longTags) || !scalarTags.includes(name)) return text;
    const scalar = taggedScalar(name as ScalarTag, text);
    return scalar === undefined ? this.#fail(event.tagStart, `this is no !!${name}`) : scalar;
  }

  /** As in `tag:yaml.org,2002:int`; empty where there is none. */
  #tag({ tagStart, tagEnd }: ScalarEvent): string {
    if (tagStart < 0) return "";
    const tag = this.#text.slice(tagStart, tagEnd);
    return tag.startsWith("!<") ? tag.slice(2, -1) : tag.replace(/^!!/, longTags);
  }

  #anchor(event: Event, at: number): void {
    if (!("anchorStart" in event) || event.anchorStart < 0) return;
    this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), at);
  }

  #note(path: ConfigPath, offset: number): void {
    if (this.#aliasDepth === 0) this.places.value(path, offset);
  }

  #fail(offset: number, message: string): never {
    YAMLException.throwAt(this.#text, offset, message);
  }
}
