const dayMs = 86_400_000;

/** How long ago something was, roughly: `of today`, `3 days old`, `2 years old`. */
export function ageText(ageMs: number): string {
  const days = Math.floor(ageMs / dayMs);
  if (days < 1) return "of today";
  if (days < 60) return days === 1 ? "1 day old" : `${days} days old`;
  const years = Math.floor(days / 365);
  if (years >= 2) return `${years} years old`;
  return `${Math.floor(days / 30)} months old`;
}
