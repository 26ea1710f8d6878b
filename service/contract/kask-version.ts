/** The last release of Kask whose image came from Gerrit, under `wikimedia`; later ones are GitLab's. */
export const lastGerritRelease = "v1.0.10";

/**
 * Which of two releases of Kask is the later one: negative where `one` comes before `other`, 0 where they
 * are the same. Undefined where a tag is no release (`latest`, `2020-01-24-215429-production`).
 */
export function compareReleases(one: string, other: string): number | undefined {
  const left = numbersOf(one);
  const right = numbersOf(other);
  if (left === undefined || right === undefined) return undefined;
  const differing = left.findIndex((number, place) => number !== right[place]);
  return differing === -1 ? 0 : (left[differing] ?? 0) - (right[differing] ?? 0);
}

function numbersOf(tag: string): readonly number[] | undefined {
  return /^v?(\d+)\.(\d+)\.(\d+)$/u.exec(tag)?.slice(1).map(Number);
}
