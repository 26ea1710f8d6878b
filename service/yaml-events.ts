import { EVENT_ID, type Event } from "js-yaml";

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
