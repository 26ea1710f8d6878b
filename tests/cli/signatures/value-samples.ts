import fc from "fast-check";
import {
  PuppetFloat,
  type PuppetValue,
  symbolValue,
} from "../../../cli/signatures/puppet-value.ts";

/** One of some values. */
export const pick = (...values: PuppetValue[]) => fc.constantFrom(...values);

/** One object for each number, since equal keys must be one key, as they are in Ruby. */
const floats = new Map<number, PuppetFloat>();
/** A Float. */
export const float = (value: number): PuppetFloat => {
  const known = floats.get(value) ?? new PuppetFloat(value);
  floats.set(value, known);
  return known;
};

/** Texts around the boundaries of patterns, sizes and words. */
export const texts = fc.constantFrom(
  ..."a|b|ab|abc|foo|Foo|FOO|foobar|1|12|-5|0x1f|1.5|true|yes|/a/b|/srv/x/|srv/x|info|ERROR|Debug".split(
    "|",
  ),
  "",
  " ",
  "é",
  "漢字",
  "x\ny",
  "a\n",
  "/srv/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nfoo",
  "🙂",
);

/** Texts, numbers and what else is no collection. */
export const scalars: fc.Arbitrary<PuppetValue> = fc.oneof(
  texts,
  fc.integer({ min: -3, max: 15 }),
  pick(null, true, false, 0, 1, 65535, 65536, 2n ** 70n, -(2n ** 70n), symbolValue),
  // No NaN: Puppet stumbles when it looks for the type of a list that holds one.
  pick(float(0), float(1), float(1.5), float(-2.25), float(1e20)),
  pick(float(Number.POSITIVE_INFINITY), float(Number.NEGATIVE_INFINITY)),
);

const keys: fc.Arbitrary<PuppetValue> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("a", "b", "name", "port", "next", "") },
  { weight: 1, arbitrary: scalars },
);

/** Any value, a few levels deep. */
export const anything: fc.Arbitrary<PuppetValue> = fc.letrec<{ value: PuppetValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    { weight: 4, arbitrary: scalars },
    { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
    { weight: 1, arbitrary: hashOf(keys, tie("value")) },
  ),
})).value;

/** Small hashes; a key that is a collection becomes a text. */
export function hashOf(
  key: fc.Arbitrary<PuppetValue>,
  value: fc.Arbitrary<PuppetValue>,
): fc.Arbitrary<PuppetValue> {
  const simple = key.map((each) => (Array.isArray(each) || each instanceof Map ? "a" : each));
  return fc.array(fc.tuple(simple, value), { maxLength: 3 }).map((pairs) => new Map(pairs));
}

/** Mostly values that are near, now and then anything. */
export function mostly(near: fc.Arbitrary<PuppetValue>): fc.Arbitrary<PuppetValue> {
  return fc.oneof({ weight: 7, arbitrary: near }, { weight: 2, arbitrary: anything });
}
