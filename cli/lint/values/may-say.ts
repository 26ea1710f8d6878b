import type { HieraDocument } from "../../hiera/document.ts";

/**
 * Whether a scalar of a text may hold `sign`, of signs without blanks: one look at the source, before
 * any at a scalar. What the source has not, only an escape in double quotes can bring.
 */
export function maySay({ text }: HieraDocument, sign: string): boolean {
  return text.includes(sign) || text.includes("\\");
}
