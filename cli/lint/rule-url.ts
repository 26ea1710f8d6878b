/** The page of a rule, relative to the project's root until the project has an address. */
export function ruleUrl(id: string): string {
  return `docs/reference/rules.md#${id.replaceAll("/", "-")}`;
}
