import { readFileSync } from "node:fs";
import { join } from "node:path";
import { YAMLException } from "js-yaml";
import { describe, expect, test } from "vitest";
import { parseServiceConfig } from "../../service/contract/parse-service-config.ts";
import { plainValue, YamlScalar } from "../../service/contract/yaml-scalar.ts";
import { readGoYaml } from "../../service/go-yaml.ts";

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

/** What a scalar becomes where a text, an integer or a boolean is wanted; null is a refusal. */
function meanings(written: string): { text: unknown; integer: unknown; boolean: unknown } {
  const refused = { text: null, integer: null, boolean: null };
  try {
    const { v } = readGoYaml(`v: ${written}\n`).data as { v: unknown };
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
    if (error instanceof YAMLException) return refused;
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

/** With these Kask would start with zeros for all settings, and end at once. */
const saysNothing = ["---\n", "~\n", "cassandra:\n"];
/** Kask passes over a cycle where no setting of its own is reached by it. */
const cyclic = "cassandra: &a\n  tls: *a\n";

describe("a whole text gives the settings that Kask has of it", () => {
  const documents = recorded.documents.filter(
    ({ text }) => text !== cyclic && !saysNothing.includes(text),
  );

  test.each(documents)("$text", ({ text, config }) => {
    const found = () => parseServiceConfig(readGoYaml(text).data).config;
    if (config === null) {
      expect(found).toThrow(YAMLException);
      return;
    }
    const cassandra = found()?.stores[0]?.cassandra;
    expect({ service_name: found()?.service_name, cassandra }).toMatchObject(config);
  });

  test("but for one that says nothing, which leaves the defaults", () => {
    for (const text of ["---\n", "~\n"]) {
      expect(parseServiceConfig(readGoYaml(text).data).config?.service_name).toBe("kask");
    }
  });

  test("but for one that contains itself, which is refused", () => {
    expect(() => readGoYaml(cyclic)).toThrow("what the alias brings contains it");
  });
});

test("aliases of aliases of aliases are refused before they fill the memory", () => {
  const lines = Array.from({ length: 30 }, (_, line) => {
    const before = line === 0 ? "x" : `*a${line - 1}`;
    return `a${line}: &a${line} [${Array(9).fill(before)}]\n`;
  });
  expect(() => readGoYaml(lines.join(""))).toThrow("there are too many aliases");
});

test("a key may have any name", () => {
  const { data } = readGoYaml("__proto__: {a: 1}\nconstructor: 2\n");
  expect(Object.keys(data as object)).toEqual(["__proto__", "constructor"]);
});
