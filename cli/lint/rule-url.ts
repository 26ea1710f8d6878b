/** The name of a rule's place on the reference page. */
export function ruleAnchor(id: string): string {
  return id.replaceAll("/", "-");
}

/** The page of a rule, relative to the project's root until the project has an address. */
export function ruleUrl(id: string): string {
  return `docs/reference/rules.md#${ruleAnchor(id)}`;
}
