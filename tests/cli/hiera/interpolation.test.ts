import { describe, expect, test } from "vitest";
import { interpolate } from "../../../cli/hiera/interpolate.ts";
import { findInterpolations, splitKey } from "../../../cli/hiera/interpolation.ts";
import { fromPlain, toPlain } from "../../../cli/hiera/plain.ts";
import type { HieraMap } from "../../../cli/hiera/value.ts";

const data = fromPlain({
  name: "kask",
  nested: "%{lookup('name')}-%{facts.networking.ip}",
  list: ["a", 1],
  map: { port: 8080, "dotted.key": "d" },
  loop: "%{lookup('loop')}",
  float: 1.5,
}) as HieraMap;
const variables = fromPlain({
  facts: { networking: { ip: "10.0.0.1" } },
  fqdn: "x.example",
}) as HieraMap;
const resolver = {
  lookup: (key: string) => data.get(key),
  variable: (name: string) => variables.get(name),
};

describe("findInterpolations", () => {
  test.each([
    ["%{lookup('a::b')}", "lookup", "a::b"],
    ['%{hiera("k")}', "hiera", "k"],
    ["%{alias('k')}", "alias", "k"],
    ["%{literal('%')}", "literal", "%"],
    ["%{scope('v')}", "scope", "v"],
    ["%{ ::fqdn }", "variable", "::fqdn"],
    ["%{lookup(k)}", "variable", "lookup(k)"],
    ["%{}", "empty", ""],
    ["%{::}", "empty", ""],
  ])("classifies %s", (text, kind, key) => {
    expect(findInterpolations(text)).toMatchObject([{ kind, key, fault: undefined }]);
  });

  test.each([
    ["%{foo('x')}", "Unknown interpolation method 'foo'"],
    [
      "x %{alias('k')}",
      "'alias' interpolation is only permitted if the expression is equal to the entire string",
    ],
    ["%{lookup('k'):3306}", "Syntax error in string: %{lookup('k'):3306}"],
    ["%{a..b}", "Syntax error in string: %{a..b}"],
  ])("says why Puppet refuses %s", (text, fault) => {
    expect(findInterpolations(text)).toMatchObject([{ fault }]);
  });

  test("gives offsets, and no token for what is not closed", () => {
    expect(findInterpolations("a %{b} %{c")).toMatchObject([{ start: 2, end: 6 }]);
    expect(findInterpolations("$" + "{facts.x} 100% {x}")).toEqual([]);
  });
});

describe("splitKey", () => {
  test.each([
    ["a::b", ["a::b"]],
    ["a.b.0", ["a", "b", 0]],
    ["a.'b.c'.d", ["a", "b.c", "d"]],
    ["a.", undefined],
    [".a", undefined],
    ["a'b'", undefined],
  ])("cuts %s", (key, segments) => {
    expect(splitKey(key)).toEqual(segments);
  });
});

describe("interpolate", () => {
  test.each([
    ["%{lookup('nested')}:80", "kask-10.0.0.1:80"],
    ["%{alias('list')}", ["a", 1]],
    ["x%{lookup('list')}", 'x["a", 1]'],
    ["%{lookup('map')}", '{"port"=>8080, "dotted.key"=>"d"}'],
    ["%{lookup('map.port')}", "8080"],
    ["%{lookup('map.\"dotted.key\"')}", "d"],
    ["%{lookup('list.0')}", "a"],
    ["%{lookup('float')}", "1.5"],
    ["%{lookup('missing')}|%{nope}|%{facts.nope.x}|%{}", "|||"],
    ["%{::fqdn}", "x.example"],
    ["%{literal('%')}{x}", "%{x}"],
    ["100% {x} %{", "100% {x} %{"],
  ])("makes of %s what Puppet makes", (text, value) => {
    const result = interpolate(text, resolver);
    expect(result.ok && toPlain(result.value)).toEqual(value);
  });

  test("goes through keys, values and lists", () => {
    const result = interpolate(fromPlain({ "%{fqdn}": ["%{lookup('name')}", 1, null] }), resolver);
    expect(result.ok && toPlain(result.value)).toEqual({ "x.example": ["kask", 1, null] });
  });

  test("finds a value that needs itself", () => {
    expect(interpolate("%{lookup('loop')}", resolver)).toEqual({
      ok: false,
      message: "Recursive lookup detected in [loop]",
    });
  });
});
