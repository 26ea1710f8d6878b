import {
  type AliasEvent,
  EVENT_ID,
  type Event,
  getScalarValue,
  SCALAR_STYLE,
  type ScalarEvent,
} from "js-yaml";
import { ConfigPlaces } from "./config-places.ts";
import type { ConfigPath } from "./contract/config-mistake.ts";
import { isMapping } from "./contract/read-settings.ts";
import { YamlScalar } from "./contract/yaml-scalar.ts";
import { type GoScalar, plainScalar, scalarTags, taggedScalar } from "./go-scalar.ts";
import { aliasTargets, YamlEvents } from "./yaml-events.ts";
import { openYaml, YamlError, type YamlText } from "./yaml-text.ts";

/** What stands in a YAML text, and where. */
export interface GoYaml {
  /**
   * Of the first document: mappings, lists, texts, null, and {@link YamlScalar} for numbers and booleans. What
   * leads to no setting is null.
   */
  readonly data: unknown;
  /** What an alias brings has the alias' place. */
  readonly places: ConfigPlaces;
}

/**
 * Reads YAML as Kask's decoder fills its structures: of two equal keys the later counts, but mappings are put
 * together; `<<` counts where it stands; scalars are as Go has them; what leads to no setting is not looked at.
 * @param leadsToSetting whether settings stand under these keys, or they are one themselves
 * @throws {YamlError}
 * @see go-yaml/yaml v2, decode.go
 */
export function readGoYaml(text: string, leadsToSetting: (path: ConfigPath) => boolean): GoYaml {
  const reader = new Reader(openYaml(text), leadsToSetting);
  return { data: reader.document(), places: reader.places };
}

/** More than anybody writes; without a limit ten lines of aliases of aliases would fill the memory. */
const mostCopies = 100_000;

const longTags = "tag:yaml.org,2002:";

type Target = Record<string, unknown>;

class Reader {
  readonly places: ConfigPlaces;
  readonly #yaml: YamlText;
  readonly #events: YamlEvents;
  readonly #leadsToSetting: (path: ConfigPath) => boolean;
  readonly #targets: ReadonlyMap<number, number>;
  /** The aliases that lead to what is read: that has no place of its own. */
  readonly #following = new Set<number>();
  /** How many nodes were read by way of an alias. */
  #copies = 0;

  constructor(yaml: YamlText, leadsToSetting: (path: ConfigPath) => boolean) {
    this.places = new ConfigPlaces(yaml.positionAt);
    this.#yaml = yaml;
    this.#events = new YamlEvents(yaml.events);
    this.#leadsToSetting = leadsToSetting;
    this.#targets = aliasTargets(yaml);
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
      return this.#follow(start, event, () => this.#node(path, before));
    }
    if (this.#following.size > 0 && ++this.#copies > mostCopies) {
      this.#fail(this.#events.offset, "aliases bring too much");
    }
    return this.#content(event, path, before);
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
    if (this.#following.size === 0) {
      this.places.key(below, start);
      if (seen.has(name)) this.places.repeat(below);
      seen.add(name);
    }
    put(target, name, this.#value(below, target));
  }

  #value(path: ConfigPath, target: Target): unknown {
    if (!this.#leadsToSetting(path)) {
      this.#events.skip();
      return null;
    }
    const name = String(path.at(-1));
    return this.#node(path, Object.hasOwn(target, name) ? target[name] : undefined);
  }

  #key(path: ConfigPath, start: number): string {
    const key = this.#node([...path, ""], undefined);
    if (key === null) return "";
    if (key instanceof YamlScalar) return key.text;
    return typeof key === "string" ? key : this.#fail(start, "a key must be a text");
  }

  #isMerge(): boolean {
    const event = this.#events.peek();
    if (event?.type !== EVENT_ID.SCALAR || this.#textOf(event) !== "<<") return false;
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
      this.#follow(at, event, () => this.#mergeOne(this.#events.at, path, target));
    } else if (event.type === EVENT_ID.MAPPING) {
      this.#pairs(path, target);
    } else {
      this.#fail(start, "<< must bring a mapping, or a list of them");
    }
  }

  #follow<T>(alias: number, { anchorStart }: AliasEvent, read: () => T): T {
    const target = this.#targets.get(alias);
    if (target === undefined) throw new Error("an alias that leads nowhere was let in");
    if (this.#following.has(alias)) this.#fail(anchorStart, "what the alias brings contains it");
    const back = this.#events.at;
    this.#events.at = target;
    this.#following.add(alias);
    const value = read();
    this.#following.delete(alias);
    this.#events.at = back;
    return value;
  }

  #scalar(event: ScalarEvent): GoScalar {
    const text = this.#textOf(event);
    const tag = this.#tag(event);
    if (tag === "") return event.style === SCALAR_STYLE.PLAIN ? plainScalar(text) : text;
    const name = scalarTags.find((each) => tag === `${longTags}${each}`);
    if (name === undefined) return text;
    const scalar = taggedScalar(name, text);
    return scalar === undefined ? this.#fail(event.tagStart, `this is no !!${name}`) : scalar;
  }

  /** A block scalar ends with a line break where its text has one; js-yaml adds one at the text's end. */
  #textOf(event: ScalarEvent): string {
    const { text } = this.#yaml;
    const value = getScalarValue(text, event);
    const isBlock = [SCALAR_STYLE.LITERAL_BLOCK, SCALAR_STYLE.FOLDED_BLOCK].some(
      (style) => style === event.style,
    );
    const isCut = isBlock && event.valueEnd === text.length && /\S[^\r\n]*$/.test(text);
    return isCut ? value.replace(/\n$/, "") : value;
  }

  /** As in `tag:yaml.org,2002:int`; empty where there is none. */
  #tag({ tagStart, tagEnd }: ScalarEvent): string {
    if (tagStart < 0) return "";
    const tag = this.#yaml.text.slice(tagStart, tagEnd);
    return tag.startsWith("!<") ? tag.slice(2, -1) : tag.replace(/^!!/, longTags);
  }

  #note(path: ConfigPath, offset: number): void {
    if (this.#following.size === 0) this.places.value(path, offset);
  }

  #fail(offset: number, reason: string): never {
    throw new YamlError(reason, this.#yaml.positionAt(offset));
  }
}

/** Not by an assignment: `__proto__` is a name like any other. */
function put(target: Target, name: string, value: unknown): void {
  const how = { value, configurable: true, enumerable: true, writable: true };
  Object.defineProperty(target, name, how);
}
