import fc from "fast-check";
import type { PuppetValue } from "../../../cli/signatures/puppet-value.ts";
import { anything, float, hashOf, mostly, pick, scalars, texts } from "./value-samples.ts";

/** A type's text, and values that lie on both sides of its boundaries. */
export interface TypeSample {
  readonly text: string;
  readonly values: fc.Arbitrary<PuppetValue>;
}

/** Aliases that the samples name; some refer to themselves or to each other. */
export const sampleAliases: Readonly<Record<string, string>> = {
  Port: "Integer[0, 65535]",
  "Net::Port": "Variant[Port, Pattern[/\\A\\d+\\z/]]",
  Tree: "Variant[String, Hash[String, Tree]]",
  Pile: "Array[Variant[Integer, Pile]]",
  Ping: "Variant[Integer, Array[Pong]]",
  Pong: "Variant[Boolean, Hash[String, Ping]]",
  Loop: "Variant[Loop, Integer, String[2]]",
  NonEmpty: "Array[Any, 1]",
  Sized: "Collection[1, 2]",
  Levels: "Variant[Enum['info', 'warn'], Enum['Error', true], Enum['debug', true]]",
  Steps: "Variant[Integer[1, 3], Integer[4, 6], Integer[10, 12]]",
  Maybe: "Optional[NotUndef[Optional[String[1]]]]",
  Path: "Pattern[/\\A\\/([^\\n\\/\\0]+\\/*)*\\z/]",
  Member:
    "Struct[{name => String[1], Optional[port] => Port, NotUndef[next] => Variant[Boolean, Member]}]",
};

const fixed = (text: string, near: fc.Arbitrary<PuppetValue>): fc.Arbitrary<TypeSample> =>
  fc.constant({ text, values: mostly(near) });

const bound = fc.integer({ min: -2, max: 12 });

const ranges: fc.Arbitrary<TypeSample> = fc
  .tuple(fc.constantFrom("Integer", "Float"), bound, bound, fc.integer({ min: 0, max: 3 }))
  .map(([kind, one, other, form]) => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    const near = [from - 1, from, to, to + 1];
    const bounds = [`${from}, ${to}`, `${from}`, `default, ${to}`, `${from}, default`][form] ?? "";
    const number = fc.constantFrom(...near);
    const value = kind === "Float" ? number.map(float) : number;
    return {
      text: `${kind}[${bounds}]`,
      values: mostly(fc.oneof(value, value, number.map(float))),
    };
  });

const sizes: fc.Arbitrary<TypeSample> = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), fc.boolean())
  .map(([least, more, isOpen]) => ({
    text: isOpen ? `String[${least}]` : `String[${least}, ${least + more}]`,
    values: mostly(texts),
  }));

const enums: fc.Arbitrary<TypeSample> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom("foo", "FOO", "a", "b", "1", "yes"), { minLength: 1 }),
    fc.boolean(),
  )
  .map(([words, ignoresCase]) => ({
    text: `Enum[${words.map((word) => `'${word}'`).join(", ")}${ignoresCase ? ", true" : ""}]`,
    values: mostly(fc.oneof(fc.constantFrom(...words), texts)),
  }));

const patterns: fc.Arbitrary<TypeSample> = fc
  .uniqueArray(
    fc.constantFrom(
      "/^[a-z]+$/",
      "/\\A[a-z]+\\z/",
      "/\\A[a-z]+\\Z/",
      "/(?i:\\Afoo)/",
      "/(?x) ^ \\d + # digits\n $/",
      "'^a'",
      "/^\\/([^\\/\\0]+\\/*)*$/",
      "/[[:alpha:]]{2,3}/",
      "/\\Afoo(?!bar)/",
      "/(a|b)*c?$/",
      "/\\h\\h/",
      "/^x?.y/m",
      "/^y/",
      "/[^\\w\\s]/",
      "/\\A\\s*\\z/",
      "/(?m:x.y)/",
      "/\\bab\\b/",
      "/(?i)FOO/",
      "/\\A.{2}\\z/",
    ),
    { minLength: 1, maxLength: 2 },
  )
  .map((sources) => ({
    text: `Pattern[${sources.map((source) => source.replace(/\/m$/, "/")).join(", ")}]`,
    values: mostly(texts),
  }));

const leaves: fc.Arbitrary<TypeSample> = fc.oneof(
  ranges,
  sizes,
  enums,
  patterns,
  ...[
    "Any",
    "Data",
    "Scalar",
    "ScalarData",
    "RichData",
    "Numeric",
    "Integer",
    "Float",
    "String",
  ].map((text) => fixed(text, scalars)),
  ...["Boolean", "Boolean[true]", "Boolean[false]", "Undef", "NotUndef", "Optional"].map((text) =>
    fixed(text, pick(true, false, null)),
  ),
  ...[
    "Array",
    "Hash",
    "Collection",
    "Iterable",
    "Tuple",
    "Struct",
    "Array[0, 0]",
    "Collection[1, 2]",
  ].map((text) => fixed(text, anything)),
  ...[
    "Init[Integer]",
    "Init[Float]",
    "Init[Numeric]",
    "Init[Boolean]",
    "Init[Integer[1, 9]]",
    "Init",
    "RichDataKey",
  ].map((text) => fixed(text, scalars)),
  ...[
    "Timestamp",
    "Timespan['1-00:00:00']",
    "SemVer",
    "Binary",
    "Type[String]",
    "Callable",
    "Default",
  ].map((text) => fixed(text, scalars)),
  ...[
    "Iterable[Integer]",
    "Regexp[/a/]",
    "URI",
    "Class['a']",
    "Resource",
    "CatalogEntry",
    "SemVerRange",
  ].map((text) => fixed(text, scalars)),
  ...["Port", "net::port", "Loop", "Levels", "Steps", "Maybe", "Path", "STRING", "integer[1,3]"]
    .map((text) =>
      text === "integer[1,3]" ? "INTEGER[1, 0x3]" : text === "net::port" ? "NET::PORT" : text,
    )
    .map((text) => fixed(text, scalars)),
  ...["Tree", "Pile", "Ping", "Pong", "NonEmpty", "Sized", "Member"].map((text) =>
    fixed(text, anything),
  ),
);

const size = fc.constantFrom("", "", ", 1", ", 1, 2", ", 0, 1", ", default, 2");

/** Types of every kind, nested a few levels, each with values near it. */
export const typeSamples: fc.Arbitrary<TypeSample> = fc.letrec<{ type: TypeSample }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    { weight: 5, arbitrary: leaves },
    { weight: 1, arbitrary: tie("type").map(optional) },
    { weight: 1, arbitrary: fc.array(tie("type"), { minLength: 1, maxLength: 3 }).map(variant) },
    { weight: 1, arbitrary: fc.tuple(tie("type"), size).map(([type, text]) => array(type, text)) },
    { weight: 1, arbitrary: fc.tuple(tie("type"), tie("type"), size).map(hash) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.array(tie("type"), { minLength: 1, maxLength: 3 }), size).map(tuple),
    },
    { weight: 2, arbitrary: fc.array(member(tie("type")), { maxLength: 3 }).map(struct) },
  ),
})).type;

function optional({ text, values }: TypeSample): TypeSample {
  const near = fc.oneof(
    { weight: 4, arbitrary: values },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  return { text: `${text.length % 2 ? "Optional" : "NotUndef"}[${text}]`, values: near };
}

function variant(types: readonly TypeSample[]): TypeSample {
  return {
    text: `Variant[${types.map(({ text }) => text).join(", ")}]`,
    values: mostly(fc.oneof(...types.map(({ values }) => values))),
  };
}

function array({ text, values }: TypeSample, sizeText: string): TypeSample {
  return { text: `Array[${text}${sizeText}]`, values: mostly(fc.array(values, { maxLength: 3 })) };
}

function hash([key, value, sizeText]: [TypeSample, TypeSample, string]): TypeSample {
  const near = hashOf(key.values, value.values);
  return { text: `Hash[${key.text}, ${value.text}${sizeText}]`, values: mostly(near) };
}

function tuple([types, sizeText]: [readonly TypeSample[], string]): TypeSample {
  const near = fc
    .tuple(...types.map(({ values }) => values), anything)
    .chain((items) =>
      fc.integer({ min: 0, max: 9 }).map((cut) => (cut < 7 ? items.slice(0, -1) : items)),
    );
  return {
    text: `Tuple[${types.map(({ text }) => text).join(", ")}${sizeText}]`,
    values: mostly(near),
  };
}

type Member = readonly [key: string, name: string, type: TypeSample];

function member(type: fc.Arbitrary<TypeSample>): fc.Arbitrary<Member> {
  const key = fc.constantFrom("'x'", "x", "Optional['x']", "NotUndef['x']", "Optional[x]");
  return fc.tuple(key, fc.constantFrom("a", "b", "name"), type);
}

function struct(given: readonly Member[]): TypeSample {
  const members = [...new Map(given.map((each) => [each[1], each])).values()];
  const inside = members.map(([key, name, { text }]) => `${key.replace("x", name)} => ${text}`);
  const near = fc
    .tuple(
      fc.tuple(...members.map(([, , { values }]) => values)),
      fc.subarray([0, 1, 2], { minLength: 2 }),
      fc.nat(6),
    )
    .map(([values, kept, extra]) => {
      const pairs = members.map(([, name], index): [PuppetValue, PuppetValue] => [
        name,
        values[index] ?? null,
      ]);
      const some = extra < 2 ? pairs.filter((_, index) => kept.includes(index)) : pairs;
      return new Map(extra === 6 ? [...some, ["extra", 1] as const] : some);
    });
  return {
    text: members.length === 0 ? "Struct" : `Struct[{${inside.join(", ")}}]`,
    values: mostly(near),
  };
}
