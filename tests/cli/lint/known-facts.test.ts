import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import {
  knownFacts,
  legacyFactNames,
  replacementOf,
} from "../../../cli/lint/lookups/known-facts.ts";
import { needs } from "../../support/requires.ts";

interface SchemaFact {
  readonly hidden?: boolean;
  readonly pattern?: string;
  readonly elements?: Schema;
}

type Schema = Readonly<Record<string, SchemaFact>>;

const findSchema =
  "$:.map { |folder| File.join(folder, 'schema/facter.yaml') }.find { |file| File.exist?(file) }";

function facterSchema(): Schema {
  const program = `puts YAML.load_file(${findSchema}).to_json`;
  const json = execFileSync("ruby", ["-ryaml", "-rjson", "-e", program], { encoding: "utf8" });
  return JSON.parse(json);
}

needs("ruby", "puppet")(
  "the facts are those of Facter's own schema, and each legacy one has a place there",
  () => {
    const schema = facterSchema();
    // Puppet itself brings this one.
    const known = [...knownFacts].filter((name) => name !== "puppetversion");
    const visible = Object.keys(schema).filter((name) => schema[name]?.hidden !== true);
    expect(known.sort()).toEqual(visible.sort());
    // Facter has these four as one pattern, ssh<algorithm>key.
    const legacy = legacyFactNames.filter((name) => !/^ssh\w+key$/u.test(name));
    expect(legacy.filter((name) => schema[name]?.hidden !== true)).toEqual([]);
    const lost = legacy.filter((name) => !isThere(replacementOf(name) ?? "", schema));
    expect(lost).toEqual([]);
  },
);

function isThere(path: string, schema: Schema): boolean {
  let level: Schema | undefined = schema;
  for (const step of path.split(".")) {
    const fact: SchemaFact | undefined = level?.[step];
    if (fact === undefined) return false;
    level = fact.elements;
  }
  return true;
}

test.each([
  ["ipaddress", "networking.ip"],
  ["macaddress_eth0", "networking.interfaces.eth0.mac"],
  ["ipaddress6_ens3f0", "networking.interfaces.ens3f0.ip6"],
  ["mtu_lo", "networking.interfaces.lo.mtu"],
  ["ipaddress_br_int", undefined],
  ["networking", undefined],
  ["my_own_fact", undefined],
])("the legacy fact %s stands at %s", (name, place) => {
  expect(replacementOf(name)).toBe(place);
});
