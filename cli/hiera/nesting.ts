/**
 * Levels of lists and mappings that the ENC can dump: PyYAML takes three calls for each, and Python
 * allows 1000.
 */
export const deepestForEnc = 320;

/** Levels that Psych can load before Ruby's stack ends. */
export const deepestForPsych = 900;

/** Tokens that fit into memory together with all that is made of them. */
export const mostTokens = 6_000_000;
