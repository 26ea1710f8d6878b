import { describe, expect, test } from "vitest";
import { obsoleteKeys } from "../../../cli/lint/services/obsolete-keys.ts";
import { catalogue } from "../../../cli/signatures/catalogue.ts";
import { checkType } from "../../../cli/signatures/check-type.ts";
import { readCodeTree } from "../../../cli/signatures/read-code-tree.ts";
import type { Signature } from "../../../cli/signatures/signatures.ts";

const corpus = process.env["KASKCTL_CORPUS"];

/** Aliases with patterns of our own: those of stdlib are longer than all else together. */
const ownAliases = ["Stdlib::Fqdn", "Stdlib::Compat::Ip_address", "Stdlib::IP::Address"];
/** Not brought in as far as the catalogue goes, since Wikimedia's data give it all it needs. */
const leftOut = ["profile::java"];

describe("the catalogue", () => {
  test("has no parameter that Puppet does not read any more", () => {
    const parameters = [...catalogue.classes.values()].flatMap(({ name, parameters: all }) =>
      [...all.keys()].map((parameter) => `${name}::${parameter}`),
    );
    const removed = obsoleteKeys
      .filter(({ path }) => path.length === 1)
      .map(({ path: [key] }) => key);
    expect(removed.length).toBeGreaterThan(5);
    for (const key of removed) {
      expect(
        parameters.filter((each) => (key.endsWith("::") ? each.startsWith(key) : each === key)),
      ).toEqual([]);
      expect(catalogue.lookups).not.toContain(key);
    }
  });

  test.each([
    [
      "Stdlib::IP::Address",
      ["10.0.0.1", "10.0.0.0/8", "::1", "2001:db8::1/64", "::ffff:10.0.0.1"],
      ["10.0.0", "256.1.1.1", "a.example", "1::2/129", ""],
    ],
    [
      "Stdlib::Host",
      ["deployment-sessionstore02.example", "localhost", "10.0.0.1", "::1"],
      ["a_b", "-a", "a..b", ""],
    ],
  ])("knows a %s", (type, fitting, others) => {
    const { aliases } = catalogue;
    for (const value of fitting)
      expect([value, checkType(value, type, aliases)]).toEqual([value, undefined]);
    for (const value of others)
      expect([value, checkType(value, type, aliases)]).not.toEqual([value, undefined]);
  });

  const title = "says what a checkout of Wikimedia's Puppet code says";
  const compare = () => {
    const { signatures } = readCodeTree(corpus ?? "", "the corpus");
    for (const kind of ["classes", "defines"] as const) {
      for (const [name, ours] of catalogue[kind]) {
        expect(told(ours)).toEqual(told(signatures[kind].get(name)));
      }
    }
    for (const [name, ours] of catalogue.aliases) {
      const theirs = signatures.aliases.get(name);
      const type = ownAliases.includes(ours.name) ? ours.type : squeezed(theirs?.type);
      expect({ ...ours, type: squeezed(ours.type) }).toEqual({ ...theirs, type: squeezed(type) });
    }
    expect([...catalogue.lookups].filter((key) => !signatures.lookups.has(key))).toEqual([]);
  };
  if (corpus === undefined) test.skip(`${title} (needs KASKCTL_CORPUS)`, compare);
  else test(title, compare);
});

/** All that the catalogue tells, without the white space that no two manifests set alike. */
function told(signature: Signature | undefined): object | undefined {
  if (signature === undefined) return undefined;
  const { name, file, line, includes = [], parameters } = signature;
  return {
    name,
    file,
    line,
    includes: includes.filter((each) => !leftOut.includes(each)),
    parameters: [...parameters.values()].map((parameter) => [
      parameter.name,
      squeezed(parameter.type),
      squeezed(parameter.default)
        ?.replace("default_value=>", "'default_value'=>")
        .replace("''", "'"),
    ]),
  };
}

function squeezed(text: string | undefined): string | undefined {
  return text?.replace(/\s+/g, "").replace(/,(?=[\]}])/g, "");
}
