import { EVENT_ID, type Event } from "js-yaml";
import { YamlError, type YamlText } from "./yaml-text.ts";

/** The events of a YAML text, of which one is read next. */
export class YamlEvents {
  readonly #events: readonly Event[];
  /** The place of the next one. */
  at = 0;

  constructor(events: readonly Event[]) {
    this.#events = events;
  }

  /** Goes into the first document; false where there is none. */
  enterDocument(): boolean {
    this.at = this.#events.findIndex(({ type }) => type === EVENT_ID.DOCUMENT) + 1;
    return this.at > 0;
  }

  peek(): Event | undefined {
    return this.#events[this.at];
  }

  next(): Event {
    const event = this.#events[this.at++];
    if (event === undefined) throw new Error("the events of a YAML text end too early");
    return event;
  }

  /** Takes the end of a mapping, list or document, where it is next. */
  takeEnd(): boolean {
    if (this.peek()?.type !== EVENT_ID.POP) return false;
    this.at++;
    return true;
  }

  /** Passes over one node. */
  skip(): void {
    let depth = 0;
    do {
      const { type } = this.next();
      if (type === EVENT_ID.POP) depth--;
      else if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth++;
    } while (depth > 0);
  }

  /** Where the next node stands in the text. */
  get offset(): number {
    const event = this.peek();
    if (event?.type === EVENT_ID.SCALAR) return event.valueStart;
    if (event?.type === EVENT_ID.ALIAS) return event.anchorStart;
    return event !== undefined && "start" in event ? event.start : 0;
  }
}

/**
 * The node that each alias stands for: the last one above it with that anchor. Both are places among the
 * events.
 * @throws {YamlError} where there is none
 */
export function aliasTargets({ text, events, positionAt }: YamlText): ReadonlyMap<number, number> {
  const anchors = new Map<string, number>();
  const targets = new Map<number, number>();
  for (const [at, event] of events.entries()) {
    if (!("anchorStart" in event) || event.anchorStart < 0) continue;
    const name = text.slice(event.anchorStart, event.anchorEnd);
    if (event.type !== EVENT_ID.ALIAS) {
      anchors.set(name, at);
      continue;
    }
    const target = anchors.get(name);
    if (target === undefined) {
      throw new YamlError("there is no such anchor before it", positionAt(event.anchorStart));
    }
    targets.set(at, target);
  }
  return targets;
}
