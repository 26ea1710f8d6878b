import type { RuleFinding } from "../rule.ts";

/** Rules that warn of a scalar, and call it an error only where quotes would make it fit. */
const warning = [
  "yaml/truthy",
  "yaml/implicit-number",
  "yaml/float-version",
  "yaml/non-string-key",
] as const;

/** What a finding about a value that does not fit leaves to the rules that may know why. */
export const scalarCauses: Pick<RuleFinding, "yieldsTo" | "outweighs"> = {
  yieldsTo: [
    ...warning,
    "yaml/psych-symbol",
    "yaml/disallowed-class",
    "hiera/interpolation-type",
    "secret/eyaml",
  ],
  outweighs: warning,
};
