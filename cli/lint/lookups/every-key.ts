import type { KeyFact, TextFacts } from "../rule.ts";
import type { Path } from "../values/entries.ts";

/** A key of one of several texts. */
export interface KeyInText {
  readonly file: string;
  readonly key: KeyFact;
}

/** Every key that the texts set. */
export function* everyKey(texts: readonly TextFacts[]): Iterable<KeyInText> {
  for (const { file, keys } of texts) {
    for (const key of keys) yield { file, key };
  }
}

/** The keys from the top of the text down to a key's value. */
export function pathOfKey({ name, section }: KeyFact): Path {
  return section === undefined ? [name] : [section, name];
}
