import fc from "fast-check";
import { MapBuilder, pythonKey } from "../../cli/hiera/map-builder.ts";
import {
  HieraBinary,
  HieraFloat,
  type HieraMap,
  HieraTimestamp,
  type HieraValue,
} from "../../cli/hiera/value.ts";

const nastyPieces = [
  "a",
  "word",
  "Zürich",
  "😀",
  "\u{10ffff}",
  "\ufeff",
  "\ufffe",
  "\x85",
  "\u2028",
  "\u2029",
  "\xa0",
  "\0",
  "\x07",
  "\x1b",
  "\x7f",
  "\t",
  "\n",
  "\n\n",
  "\r",
  "\r\n",
  " ",
  "  ",
  ":",
  ": ",
  " #",
  "#",
  "-",
  "- ",
  "---",
  "...",
  "?",
  "? ",
  "'",
  "''",
  '"',
  "\\",
  "%",
  "%{x}",
  "@",
  "`",
  "!",
  "&a",
  "*a",
  "|",
  ">",
  "[",
  "]",
  "{",
  "}",
  ",",
  "=",
  "<<",
  "~",
  "0",
  "1",
  "12",
  "1_000",
  "1,234",
  "0x1f",
  "0b1",
  "0755",
  "08",
  "1.5",
  ".5",
  "1e3",
  "1.0e+3",
  ".inf",
  "-.INF",
  ".nan",
  "yes",
  "No",
  "ON",
  "true",
  "null",
  "NULL",
  "y",
  "n",
  "2024-01-01",
  "2024-1-1",
  " 10:00:00",
  "22:22",
  "12:30:45",
  "1:2.5",
  "::1",
  ":8080",
  ":sym",
  "_",
  "+",
  ".",
  "a-rather-long-word-that-fills-a-good-part-of-the-line",
  "the quick brown fox jumps over the lazy dog ",
] as const; // prettier-ignore: one table

/** Texts made to be misread: indicators, numbers, words, breaks, control characters, long lines. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.constantFrom(...nastyPieces), { maxLength: 6 }).map(join) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...nastyPieces), { maxLength: 20 }).map(join) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.stringMatching(/^[-+0-9_.,:xbe]{1,8}$/) },
);

function join(pieces: readonly string[]): string {
  return pieces.join("");
}

const timestamp = fc
  .date({ min: new Date("0001-01-02"), max: new Date("9999-12-30"), noInvalidDate: true })
  .chain((date) => fc.constantFrom(...writings(date.toISOString())))
  .map((text) => new HieraTimestamp(text));

function writings(iso: string): string[] {
  const [day = "", time = ""] = iso.slice(0, 19).split("T");
  return [
    day,
    `${day} ${time}`,
    `${day} ${time}.125000`,
    `${day} ${time}+00:00`,
    `${day} ${time}-05:30`,
  ];
}

const float = fc.double({ noNaN: true }).map((value) => new HieraFloat(value));
const bytes = fc.uint8Array({ maxLength: 120 }).map((value) => new HieraBinary(value));

/** Every kind of scalar that PyYAML can load. */
export const hieraScalar: fc.Arbitrary<HieraValue> = fc.oneof(
  { weight: 8, arbitrary: nastyText },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false) },
  { weight: 2, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }) },
  { weight: 2, arbitrary: fc.double().map((value) => new HieraFloat(value)) },
  { weight: 1, arbitrary: timestamp },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 120 }).map((bytes) => new HieraBinary(bytes)),
  },
);

const longText = fc.string({ minLength: 115, maxLength: 135, unit: "grapheme-ascii" });
const number = fc.oneof(
  fc.integer(),
  fc.boolean(),
  float,
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
);

/** Mostly texts; else keys of one kind, which Python sorts, or of several, which it leaves alone. */
const keysOfAMap: readonly fc.Arbitrary<HieraValue>[] = [
  nastyText,
  nastyText,
  nastyText,
  fc.oneof(nastyText, longText),
  number,
  timestamp,
  bytes,
  fc.oneof(nastyText, number, timestamp, fc.constant(null)),
];

/** Lists and mappings of every scalar, empty ones included; some are there twice as the same object. */
export const hieraValue: fc.Arbitrary<HieraValue> = fc.letrec<{ value: HieraValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 5, arbitrary: hieraScalar },
    { weight: 2, arbitrary: fc.array(tie("value"), { maxLength: 4 }) },
    { weight: 3, arbitrary: mapOf(tie("value")) },
    {
      weight: 1,
      arbitrary: fc.tuple(tie("value"), tie("value")).map(([one, other]) => [one, other, one]),
    },
  ),
})).value;

function mapOf(value: fc.Arbitrary<HieraValue>): fc.Arbitrary<HieraMap> {
  const maps = keysOfAMap.map((key) => fc.array(fc.tuple(key, value), { maxLength: 4 }));
  return fc.oneof(...maps).map((pairs) => {
    const builder = new MapBuilder(pythonKey);
    for (const [key, item] of pairs) builder.set(key, item);
    return builder.map;
  });
}

/** A whole Hiera text's data: a mapping at the top. */
export const hieraData: fc.Arbitrary<HieraMap> = mapOf(hieraValue);
