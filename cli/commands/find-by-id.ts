import { type FaultCode, KaskctlError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";

/**
 * The one of that id; `noun` is what each is called.
 * @throws {KaskctlError} `code`, with an id that is like it
 */
export function findById<Item extends { readonly id: string }>(
  items: readonly Item[],
  id: string,
  { code, noun }: { readonly code: FaultCode; readonly noun: string },
): Item {
  const found = items.find((each) => each.id === id);
  if (found) return found;
  const ids = items.map((each) => each.id);
  throw new KaskctlError(code, `There is no ${noun} ${id}.`, { hint: didYouMean(id, ids) });
}
