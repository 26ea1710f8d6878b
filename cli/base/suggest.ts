/** "Did you mean x or y?", or the whole list where nothing is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = suggest(word, candidates);
  if (near.length > 0) return `Did you mean ${near.join(" or ")}?`;
  return candidates.length > 0 ? `There are: ${candidates.join(", ")}.` : "There are none.";
}

/** The candidates most like a mistyped `word`, best first: at most three, none that is far off. */
export function suggest(word: string, candidates: Iterable<string>): readonly string[] {
  const limit = Math.max(1, Math.floor(word.length / 3));
  return [...candidates]
    .map((candidate) => ({ candidate, distance: distanceTo(candidate, word, limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Of `yaml/truthy` the word may be the last part alone. */
function distanceTo(candidate: string, word: string, limit: number): number {
  const whole = editDistance(word, candidate, limit);
  const last = candidate.lastIndexOf("/") + 1;
  return last === 0 ? whole : Math.min(whole, editDistance(word, candidate.slice(last), limit));
}

/** The one candidate that is at most `edits` away from `word`; undefined where there is none, or a choice. */
export function closest(
  word: string,
  candidates: Iterable<string>,
  edits: number,
): string | undefined {
  let best: string | undefined;
  let least = edits;
  let isFirst = true;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > least) continue;
    const distance = fewEdits({ word, at: 0 }, { word: candidate, at: 0 }, least);
    if (distance > least) continue;
    best = isFirst || distance < least ? candidate : undefined;
    isFirst = false;
    least = distance;
  }
  return best;
}

interface Rest {
  readonly word: string;
  readonly at: number;
}

/** As {@link editDistance}, but Infinity beyond `edits`: fast where those are few. */
function fewEdits(from: Rest, to: Rest, edits: number): number {
  let { at: left } = from;
  let { at: right } = to;
  while (left < from.word.length && from.word[left] === to.word[right]) {
    left++;
    right++;
  }
  const lefts = from.word.length - left;
  const rights = to.word.length - right;
  if (Math.abs(lefts - rights) > edits) return Infinity;
  if (lefts === 0 || rights === 0) return lefts + rights;
  if (edits === 0) return Infinity;
  const after = (dropped: number, added: number) =>
    fewEdits(
      { word: from.word, at: left + dropped },
      { word: to.word, at: right + added },
      edits - 1,
    );
  const isSwapped =
    from.word[left] === to.word[right + 1] && from.word[left + 1] === to.word[right];
  return 1 + Math.min(after(1, 1), after(1, 0), after(0, 1), isSwapped ? after(2, 2) : Infinity);
}

/**
 * Optimal string alignment: two neighbours that changed places are one edit. Infinity as soon as it
 * is clear that more than `most` edits are needed.
 */
function editDistance(from: string, to: string, most = Number.POSITIVE_INFINITY): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  let current: number[] = [];
  for (let row = 1; row <= from.length; row++) {
    const least = fillRow(current, { from, to, row, previous, beforePrevious });
    if (least > most) return Number.POSITIVE_INFINITY;
    [beforePrevious, previous, current] = [previous, current, beforePrevious];
  }
  return previous[to.length] ?? 0;
}

interface RowAbove {
  readonly from: string;
  readonly to: string;
  readonly row: number;
  readonly previous: readonly number[];
  readonly beforePrevious: readonly number[];
}

/** Writes one row of the table of distances, and gives its least. */
function fillRow(current: number[], { from, to, row, previous, beforePrevious }: RowAbove): number {
  const code = from.charCodeAt(row - 1);
  const codeBefore = from.charCodeAt(row - 2);
  current[0] = row;
  let least = row;
  let left = row;
  for (let column = 1; column <= to.length; column++) {
    const other = to.charCodeAt(column - 1);
    const kept = (previous[column - 1] as number) + (code === other ? 0 : 1);
    left = Math.min((previous[column] as number) + 1, left + 1, kept);
    if (row > 1 && column > 1 && code === to.charCodeAt(column - 2) && codeBefore === other) {
      left = Math.min(left, (beforePrevious[column - 2] as number) + 1);
    }
    current[column] = left;
    if (left < least) least = left;
  }
  return least;
}
