import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LintCacheFile, lintCacheKey } from "../../../cli/lint/engine/lint-cache.ts";
import { type LintOptions, type LintText, runLint } from "../../../cli/lint/lint.ts";
import type { Rule } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { catalogue } from "../../../cli/signatures/catalogue.ts";

/** A rule that counts how often it is asked. */
function counting() {
  const counts = { alone: 0, together: 0 };
  const rule: Rule = {
    ...(rules[0] as Rule),
    concerns: () => true,
    id: "t/count",
    targets: ["tree"],
    check: () => {
      counts.alone++;
      return [];
    },
    checkTogether: ({ texts }) => {
      counts.together++;
      const span = { start: 3, end: 4 };
      return texts.map(({ file, keys }) => ({ file, span, message: `${keys.length} keys.` }));
    },
  };
  return { counts, options: { rules: [...rules, rule] } };
}

const texts: readonly LintText[] = [
  {
    file: "a.yaml",
    text: "a: ::1 # kaskctl-disable-line yaml/psych-symbol -- why\n",
    target: "tree",
  },
  { file: 'b\t"\n.yaml', text: "b: 2024-01-01\nb: 1\n“ü”: “ü”\n“ü”: 1\n", target: "tree" },
];

const key = "k";

/** One run, as a process of its own would do it. */
function run(encoded: string | undefined, each = texts, options: LintOptions = { rules }) {
  const cache = new LintCacheFile(encoded === undefined ? undefined : Buffer.from(encoded), key);
  const outcome = runLint(each, { ...options, cache });
  return { outcome, encoded: cache.encode()?.toString() };
}

describe("a second run", () => {
  test("finds the same, asks nobody, and has nothing to write", () => {
    const { counts, options } = counting();
    const first = run(undefined, texts, options);
    const second = run(first.encoded, texts, options);
    expect(second.outcome).toEqual(first.outcome);
    expect(first.outcome.findings.map(({ rule }) => rule)).toContain("t/count");
    expect(counts).toEqual({ alone: 2, together: 1 });
    expect(second.encoded).toBeUndefined();
  });

  test("asks about a text that changed, and about all together", () => {
    const { counts, options } = counting();
    const { encoded } = run(undefined, texts, options);
    const changed = texts.with(1, { ...(texts[1] as LintText), text: "b: 1\n" });
    const { outcome } = run(encoded, changed, options);
    expect(outcome).toEqual(runLint(changed, options));
    // Two in the first run, one in the second, two in the one without a cache.
    expect(counts).toEqual({ alone: 5, together: 3 });
  });

  test.each<[string, Partial<LintText>]>([
    ["name", { file: "c.yaml" }],
    ["target", { target: "horizon" }],
  ])("does not take a text of another %s for it", (_, other) => {
    const { encoded } = run(undefined);
    const moved = texts.map((text, index) => (index === 0 ? { ...text, ...other } : text));
    expect(run(encoded, moved).outcome).toEqual(runLint(moved, { rules }));
  });

  test.each<[string, Partial<LintOptions>]>([
    ["another host", { host: { roles: ["role::b"] } }],
    ["other known keys", { settings: { rules: {}, keys: ["a"], overrides: [] } }],
  ])("asks again for %s", (_, more) => {
    const { counts, options } = counting();
    const { encoded } = run(undefined, texts, options);
    run(encoded, texts, { ...options, ...more });
    expect(counts).toEqual({ alone: 4, together: 2 });
  });

  test("drops what it did not use", () => {
    const { encoded } = run(undefined);
    const fewer = run(encoded, texts.slice(0, 1));
    expect(fewer.encoded).not.toContain("2024-01-01");
    expect(run(fewer.encoded, texts.slice(0, 1)).encoded).toBeUndefined();
  });
});

describe("as no cache counts", () => {
  const { encoded = "", outcome } = run(undefined);
  test.each([
    ["an empty file", ""],
    ["a file of another program", "\0\x01{}\n".repeat(10)],
    ["a file that was cut", encoded.slice(0, -10)],
    ["a file in which a sign changed", encoded.replace("2024", "2025")],
    ["a file of another key", encoded.replace(" k ", " l ")],
  ])("%s", (_, damaged) => {
    expect(damaged).not.toBe(encoded);
    const again = run(damaged);
    expect(again.outcome).toEqual(outcome);
    expect(again.encoded).toBe(encoded);
  });
});

test("the key is another for another program, other rules and signatures", () => {
  const signatures = { digest: "1" } as LintOptions["signatures"] & object;
  const keys = [
    lintCacheKey("1", { rules }),
    lintCacheKey("2", { rules }),
    lintCacheKey("1", { rules: rules.slice(1) }),
    lintCacheKey("1", { rules: [{ ...(rules[0] as Rule), check: () => [] }, ...rules.slice(1)] }),
    lintCacheKey("1", { rules, severities: new Map([["yaml/syntax", "off"]]) }),
    lintCacheKey("1", { rules, signatures }),
    lintCacheKey("1", { rules, signatures: { ...signatures, origin: "elsewhere" } }),
    lintCacheKey("1", { rules, signatures: { ...signatures, isComplete: true } }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(lintCacheKey("1", { rules, profile: "strict" })).toBe(keys[0]);
});

const some = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);

const bodies = [
  "profile::cassandra::rack: a\n",
  "profile::cassandra::rack: 1\nlookup_options: {}\n",
  "profile::cassandra::instances: {a.p.eqiad1.wikimedia.cloud: {}}\nx: '%{lookup(\"y\")}'\n",
  "y: yes # kaskctl-disable-line yaml/truthy -- why\nz: '%{lookup(\"profile::cassandra::rack\")}'\n",
  "profile::docker::runner::service_defs: {kask: {port: 80, version: 1.10}}\n",
  "a: [\n",
];

/** Whatever a run may differ by from the one before. */
const members = {
  texts: fc.uniqueArray(
    fc.record({
      file: some("hieradata/common.yaml", "hieradata/regex.yaml", "a.yaml", "b.yaml"),
      text: some(...bodies),
      target: some("horizon" as const, "tree" as const),
      prefix: some("a", "b"),
    }),
    { selector: ({ file }) => file, minLength: 1, maxLength: 3 },
  ),
  host: fc.record(
    {
      project: some("p", "deployment-prep"),
      fqdns: some(["a.p.eqiad1.wikimedia.cloud"], ["b.p.eqiad1.wikimedia.cloud"]),
      roles: some(["role::beta::cassandra"], ["role::beta::docker_services"], []),
    },
    { requiredKeys: [] },
  ),
  settings: fc.record({
    rules: some({}, { "yaml/truthy": "error" as const }, { "yaml/float-version": "off" as const }),
    keys: some([], ["x"], ["profile::cassandra::rack"]),
    overrides: some(
      [],
      [
        {
          prefixes: ["a"],
          rules: { "service/indirect-params": "off" as const },
          reason: "",
          place: "",
        },
      ],
    ),
  }),
  signatures: some(catalogue, { ...catalogue, isComplete: true }, { ...catalogue, origin: "o" }),
  severities: some(new Map(), new Map([["yaml/implicit-number", "off" as const]])),
  profile: some("recommended" as const, "strict" as const),
};

/** The first run whole, and one member that is another in each run after it. */
const anyRuns = fc.tuple(
  fc.record(members),
  fc.array(
    fc.oneof(
      ...Object.entries(members).map(([name, member]) =>
        (member as fc.Arbitrary<unknown>).map((value) => ({ [name]: value })),
      ),
    ),
    { minLength: 1, maxLength: 4 },
  ),
);

test("whatever changes between two runs, a cache changes nothing", () => {
  fc.assert(
    fc.property(anyRuns, ([first, changes]) => {
      let kept: Buffer | undefined;
      let run = first;
      for (const change of [{}, ...changes]) {
        run = { ...run, ...change };
        const { texts: each, ...more } = run;
        const options = { rules, ...more };
        const cache = new LintCacheFile(kept, lintCacheKey("1", options));
        expect(runLint(each, { ...options, cache })).toEqual(runLint(each, options));
        kept = cache.encode() ?? kept;
      }
    }),
    { numRuns: 500 },
  );
});
