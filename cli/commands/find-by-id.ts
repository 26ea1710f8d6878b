import { type FaultCode, KaskctlError } from "../base/errors.ts";
import { didYouMean, suggest } from "../base/suggest.ts";

/**
 * The one of that id; `noun` is what each is called, and `kaskctl <noun>s` lists them.
 * @throws {KaskctlError} `code`, with an id that is like it
 */
export function findById<Item extends { readonly id: string }>(
  items: readonly Item[],
  id: string,
  { code, noun }: { readonly code: FaultCode; readonly noun: string },
): Item {
  const found = items.find((each) => each.id === id);
  if (found) return found;
  const near = suggest(
    id,
    items.map((each) => each.id),
  );
  const hint = near.length > 0 ? didYouMean(id, near) : `\`kaskctl ${noun}s\` lists them.`;
  throw new KaskctlError(code, `There is no ${noun} ${id}.`, { hint });
}
