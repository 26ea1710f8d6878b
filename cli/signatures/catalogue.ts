import type { Signatures } from "./signatures.ts";

/** The classes that matter to the beta session store, known without a checkout. */
export const catalogue: Signatures = {
  origin: "kaskctl's own catalogue",
  isComplete: false,
  classes: new Map(),
  defines: new Map(),
  aliases: new Map(),
  lookups: new Set(),
  digest: "",
};
