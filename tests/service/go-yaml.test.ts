import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseServiceConfig } from "../../service/contract/parse-service-config.ts";
import { plainValue, YamlScalar } from "../../service/contract/yaml-scalar.ts";
import { readGoYaml } from "../../service/go-yaml.ts";
import { leadsToSetting } from "../../service/setting-names.ts";
import { YamlError } from "../../service/yaml-text.ts";

interface Recorded {
  readonly scalars: readonly {
    readonly written: string;
    readonly text: string | null;
    readonly integer: number | null;
    readonly boolean: boolean | null;
  }[];
  readonly documents: readonly {
    readonly text: string;
    readonly config: { readonly service_name: string; readonly cassandra: object } | null;
  }[];
}

/** What go-yaml said to `main.go` beside it. */
const recorded: Recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures/go-yaml/recorded.json"), "utf8"),
);

/** Of a text in which each key may be a setting. */
const read = (text: string): unknown => readGoYaml(text, () => true).data;

/** Of a text of settings. */
const parse = (text: string) => parseServiceConfig(readGoYaml(text, leadsToSetting).data);

/** What a scalar becomes where a text, an integer or a boolean is wanted; null is a refusal. */
function meanings(written: string): { text: unknown; integer: unknown; boolean: unknown } {
  const refused = { text: null, integer: null, boolean: null };
  try {
    const { v } = read(`v: ${written}\n`) as { v: unknown };
    if (v === null) return { text: "", integer: 0, boolean: false };
    const value = plainValue(v);
    const integer = typeof value === "number" && value < 2 ** 63 ? Math.trunc(value) : null;
    return {
      text: v instanceof YamlScalar ? v.text : v,
      // JSON has no negative zero.
      integer: integer === 0 ? 0 : integer,
      boolean: typeof value === "boolean" ? value : null,
    };
  } catch (error) {
    if (error instanceof YamlError) return refused;
    throw error;
  }
}

test("900 scalars are read as Kask's decoder reads them", () => {
  expect(recorded.scalars.length).toBeGreaterThan(850);
  const wrong = recorded.scalars
    .map((expected) => ({ ...expected, found: meanings(expected.written) }))
    .filter(({ text, integer, boolean, found }) => {
      return JSON.stringify(found) !== JSON.stringify({ text, integer, boolean });
    });
  expect(wrong).toEqual([]);
});

/** With these Kask has zeros for the settings, finds no hosts among them, and ends at once. */
const saysNothing = ["---\n", "~\n", "cassandra:\n"];

describe("a whole text gives the settings that Kask has of it", () => {
  test.each(recorded.documents.filter(({ text }) => !saysNothing.includes(text)))(
    "$text",
    ({ text, config }) => {
      if (config === null) {
        expect(isRefused(text)).toBe(true);
        return;
      }
      const found = parse(text);
      const cassandra = found.config?.stores[0]?.cassandra;
      expect({ service_name: found.config?.service_name, cassandra }).toMatchObject(config);
    },
  );

  test("but for one that says nothing: it leaves the defaults, or has no hosts either", () => {
    expect(parse("---\n").config?.service_name).toBe("kask");
    expect(parse("~\n").config?.service_name).toBe("kask");
    expect(parse("cassandra:\n").mistakes).toContainEqual({
      path: ["cassandra", "hosts"],
      message: "must name at least one host",
    });
  });
});

function isRefused(text: string): boolean {
  try {
    return parse(text).config === undefined;
  } catch (error) {
    if (error instanceof YamlError) return true;
    throw error;
  }
}

test("aliases of aliases of aliases are refused before they fill the memory", () => {
  const lines = Array.from({ length: 30 }, (_, line) => {
    const before = line === 0 ? "x" : `*a${line - 1}`;
    return `a${line}: &a${line} [${Array(9).fill(before)}]\n`;
  });
  expect(() => read(lines.join(""))).toThrow("aliases bring too much");
});

test("a key may have any name", () => {
  const data = read("__proto__: {a: 1}\nconstructor: 2\n");
  expect(Object.keys(data as object)).toEqual(["__proto__", "constructor"]);
});

test.each([
  ["cassandra:\n  hosts: [\n    a,\n  ],\n", 4, 4],
  ["a: 1\nb: *c\n", 2, 5],
  ["a: [\n]\nb: [\n]\n\tc: [", 5, 1],
])("%j is refused at the place where the mistake is", (text, line, column) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ position: { line, column } }));
});

test("a setting within brackets that are not indented has its own place", () => {
  const { places } = readGoYaml("cassandra: {\nport: 1,\nhosts: [a] }\n", leadsToSetting);
  expect(places.of(["cassandra", "hosts"])).toEqual({ line: 3, column: 1 });
});
