/**
 * The rules that others leave a mistake to. They are asked even where they are off: nobody else is to
 * speak of a mistake that somebody decided to live with.
 */
export const causes = [
  "hiera/interpolation-type",
  "hiera/interpolation-unknown",
  "hiera/key-syntax",
  "hiera/lookup-options",
  "secret/eyaml",
  "service/bad-title",
  "service/obsolete-key",
  "yaml/anchors",
  "yaml/disallowed-class",
  "yaml/document-shape",
  "yaml/duplicate-key",
  "yaml/float-version",
  "yaml/horizon-alias",
  "yaml/implicit-number",
  "yaml/non-string-key",
  "yaml/psych-symbol",
  "yaml/truthy",
] as const;

/** The id of a rule that others leave a mistake to. */
export type Cause = (typeof causes)[number];
