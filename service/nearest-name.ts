/** The name that `word` most likely stands for: at most a third of its letters differ; undefined: none. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let nearest: { readonly name: string; readonly distance: number } | undefined;
  for (const name of names) {
    const distance = editDistance(word, name);
    if (distance <= limit && distance < (nearest?.distance ?? Infinity))
      nearest = { name, distance };
  }
  return nearest?.name;
}

/** How many letters must be added, dropped or changed. */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const kept = (above[column - 1] as number) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const edited = Math.min(above[column] as number, current[column - 1] as number) + 1;
      current.push(Math.min(kept, edited));
    }
    above = current;
  }
  return above[to.length] as number;
}
