/**
 * Why Ruby would not compile a regular expression; undefined where it would, and where that is not certain.
 *
 * JavaScript refuses what Ruby refuses once the few things are away that only Ruby knows.
 */
export function faultOfRubyRegexp(source: string): string | undefined {
  const plain = source
    .replace(/\\[AzZbBhHGRX]/gu, "a")
    .replace(/\(\?#[^)]*\)/gu, "")
    .replace(/\[\[:\^?\w+:\]\]/gu, "a")
    .replace(/\[:\^?\w+:\]/gu, "a")
    .replace(/\(\?[mix]*(?:-[mix]+)?:/gu, "(?:")
    .replace(/\(\?[mix]+(?:-[mix]+)?\)|\(\?-[mix]+\)/gu, "")
    .replace(/\(\?>/gu, "(?:")
    .replace(/\(\?'(\w+)'/gu, "(?<$1>")
    .replace(/([*+?}])[*+?]+/gu, "$1")
    .replace(/\^[*+?]/gu, "^");
  try {
    new RegExp(plain);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? /[^:]*$/u.exec(error.message)?.[0].trim() : undefined;
    // Ruby takes a name twice.
    const isNoFault = reason === undefined || /duplicate/iu.test(reason);
    return isNoFault ? undefined : reason.charAt(0).toLowerCase() + reason.slice(1);
  }
}
