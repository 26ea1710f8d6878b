/** Numbers of a text as `N`, since no two runs take the same time. */
export function withoutNumbers(text: string): string {
  return text.replace(/\d+(?:\.\d+)?/g, "N").replace(/\bN (?:ms|s)\b/g, "N s");
}

/**
 * The lines of `shown` that do not appear in `actual`, in their order; `…` stands for anything, a line of
 * it alone for any lines.
 */
export function missingLines(shown: readonly string[], actual: string): readonly string[] {
  const lines = actual.split("\n");
  let from = 0;
  return shown.filter((line) => {
    if (line === "…") return false;
    const at = lines.findIndex((candidate, index) => index >= from && matches(line, candidate));
    if (at >= 0) from = at + 1;
    return at < 0;
  });
}

function matches(shown: string, actual: string): boolean {
  const parts = shown.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(actual);
}
