/** Lines of one text that stand in place of lines of another: from 0, the ends exclusive. */
export interface LineChange {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/**
 * What must change to make `after` of `before`, in order. Lines that are in both texts just once hold
 * them together (patience diff), and nothing is searched: a text that changes in every line takes no longer
 * than one that stays.
 */
export function lineChanges(
  before: readonly string[],
  after: readonly string[],
): readonly LineChange[] {
  const found: LineChange[] = [];
  const whole = { oldStart: 0, oldEnd: before.length, newStart: 0, newEnd: after.length };
  // The next one is at the end. No recursion: a text may be split as often as it has lines.
  const todo = [whole];
  for (let range = todo.pop(); range !== undefined; range = todo.pop()) {
    const differing = trimmed(range, before, after);
    const parts = splitAtAnchors(differing, before, after);
    if (parts.length > 0) for (const part of parts.reverse()) todo.push(part);
    else for (const change of changesWithin(differing, before, after)) found.push(change);
  }
  return found;
}

/** Without the equal lines at both ends. */
function trimmed(
  range: LineChange,
  before: readonly string[],
  after: readonly string[],
): LineChange {
  let { oldStart, oldEnd, newStart, newEnd } = range;
  while (oldStart < oldEnd && newStart < newEnd && before[oldStart] === after[newStart]) {
    oldStart++;
    newStart++;
  }
  while (oldStart < oldEnd && newStart < newEnd && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  return { oldStart, oldEnd, newStart, newEnd };
}

/** What lies between lines that stay; nothing where there are none. */
function splitAtAnchors(
  range: LineChange,
  before: readonly string[],
  after: readonly string[],
): LineChange[] {
  const inNew = onlyOnce(after, range.newStart, range.newEnd);
  const common: Anchor[] = [];
  for (const [line, oldAt] of onlyOnce(before, range.oldStart, range.oldEnd)) {
    const newAt = inNew.get(line);
    if (newAt !== undefined) common.push({ oldAt, newAt });
  }
  if (common.length === 0) return [];
  let { oldStart, newStart } = range;
  const parts: LineChange[] = [];
  for (const { oldAt, newAt } of inBothOrders(common)) {
    parts.push({ oldStart, oldEnd: oldAt, newStart, newEnd: newAt });
    oldStart = oldAt + 1;
    newStart = newAt + 1;
  }
  return [...parts, { ...range, oldStart, newStart }];
}

/** A line that stays, by its place in either text. */
interface Anchor {
  readonly oldAt: number;
  readonly newAt: number;
}

/** Where the lines are that a stretch has just once, in its order. */
function onlyOnce(lines: readonly string[], start: number, end: number): Map<string, number> {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  for (let at = start; at < end; at++) {
    const line = lines[at] as string;
    if (places.has(line)) repeated.add(line);
    places.set(line, at);
  }
  for (const line of repeated) places.delete(line);
  return places;
}

/** The longest row of anchors that rises in the new text as it does in the old one. */
function inBothOrders(anchors: readonly Anchor[]): readonly Anchor[] {
  // The last anchor of the best row of each length, and the anchor before each.
  const ends: Anchor[] = [];
  const previous = new Map<Anchor, Anchor | undefined>();
  for (const anchor of anchors) {
    const length = countBelow(ends, anchor.newAt);
    previous.set(anchor, ends[length - 1]);
    ends[length] = anchor;
  }
  const row: Anchor[] = [];
  for (let anchor = ends.at(-1); anchor !== undefined; anchor = previous.get(anchor)) {
    row.push(anchor);
  }
  return row.reverse();
}

function countBelow(ends: readonly Anchor[], newAt: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as Anchor).newAt < newAt) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As many lines on both sides are the same ones, each mended; else all of them are changed. */
function changesWithin(
  { oldStart, oldEnd, newStart, newEnd }: LineChange,
  before: readonly string[],
  after: readonly string[],
): readonly LineChange[] {
  if (oldEnd - oldStart !== newEnd - newStart) return [{ oldStart, oldEnd, newStart, newEnd }];
  const changes: LineChange[] = [];
  let at = 0;
  const count = oldEnd - oldStart;
  const differs = (index: number) => before[oldStart + index] !== after[newStart + index];
  while (at < count) {
    const start = at;
    while (at < count && differs(at)) at++;
    if (at > start) {
      changes.push({
        oldStart: oldStart + start,
        oldEnd: oldStart + at,
        newStart: newStart + start,
        newEnd: newStart + at,
      });
    }
    at++;
  }
  return changes;
}
