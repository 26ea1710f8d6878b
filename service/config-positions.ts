import { EVENT_ID, type Event, getScalarValue, parseEvents } from "js-yaml";
import type { ConfigPath } from "./contract/config-mistake.ts";

/** A place in a text; both from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/**
 * Where the settings of a YAML text stand, by their keys: a key's own place, or that of the nearest one
 * above it. What an alias brings has the alias' place.
 * @param text must have been loaded without an error
 */
export function configPositions(text: string): (path: ConfigPath) => TextPosition {
  const offsets = new Map<string, number>();
  const events = parseEvents(text, {});
  readNode({ text, events, at: documentStart(events), offsets }, []);
  return (path) => {
    for (let depth = path.length; depth > 0; depth--) {
      const offset = offsets.get(nameOf(path.slice(0, depth)));
      if (offset !== undefined) return positionAt(text, offset);
    }
    return { line: 1, column: 1 };
  };
}

/** Behind the event that opens the first document. */
function documentStart(events: readonly Event[]): number {
  return events.findIndex(({ type }) => type === EVENT_ID.DOCUMENT) + 1;
}

interface Walk {
  readonly text: string;
  readonly events: readonly Event[];
  at: number;
  readonly offsets: Map<string, number>;
}

function nameOf(path: ConfigPath): string {
  return JSON.stringify(path.map(String));
}

/** Reads one node and all below it; gives the text of a scalar. */
function readNode(walk: Walk, path: ConfigPath): string | undefined {
  const event = walk.events[walk.at++];
  if (event?.type === EVENT_ID.SCALAR) {
    note(walk, path, event.valueStart);
    return getScalarValue(walk.text, event);
  }
  if (event?.type === EVENT_ID.ALIAS) note(walk, path, event.anchorStart);
  if (event?.type === EVENT_ID.SEQUENCE) {
    note(walk, path, event.start);
    for (let item = 0; !atEnd(walk); item++) readNode(walk, [...path, item]);
  }
  if (event?.type === EVENT_ID.MAPPING) {
    note(walk, path, event.start);
    while (!atEnd(walk)) readPair(walk, path);
  }
  return undefined;
}

function readPair(walk: Walk, path: ConfigPath): void {
  const key = walk.events[walk.at];
  const start = key?.type === EVENT_ID.SCALAR ? key.valueStart : undefined;
  const name = readNode(walk, [...path, ""]);
  const below = [...path, name ?? ""];
  // The last of two equal keys counts.
  if (start !== undefined && start >= 0) walk.offsets.set(nameOf(below), start);
  readNode(walk, below);
}

/** The key's place is known already, and better. */
function note({ offsets }: Walk, path: ConfigPath, offset: number): void {
  if (offset >= 0 && !offsets.has(nameOf(path))) offsets.set(nameOf(path), offset);
}

function atEnd(walk: Walk): boolean {
  const event = walk.events[walk.at];
  if (event !== undefined && event.type !== EVENT_ID.POP) return false;
  walk.at++;
  return true;
}

function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  return {
    line: before.split("\n").length,
    column: offset - before.lastIndexOf("\n"),
  };
}
