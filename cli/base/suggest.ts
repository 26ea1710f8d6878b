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
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** The one candidate that is at most `edits` away from `word`; undefined where there is none, or a choice. */
export function closest(
  word: string,
  candidates: Iterable<string>,
  edits: number,
): string | undefined {
  let best: string | undefined;
  let least = edits + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > edits) continue;
    const distance = editDistance(word, candidate);
    if (distance > least) continue;
    best = distance < least ? candidate : undefined;
    least = distance;
  }
  return least > edits ? undefined : best;
}

/** Optimal string alignment: two neighbours that changed places are one edit. */
function editDistance(from: string, to: string): number {
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(beforePrevious, column - 2) + 1 : Infinity,
      );
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, to.length);
}

/** Infinity outside of the table, so that no way leads through there. */
function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
