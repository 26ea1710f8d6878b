import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Loaded } from "../../../cli/hiera/load-fault.ts";
import { sameValue } from "../../../cli/hiera/plain.ts";
import {
  HieraFloat,
  HieraSymbol,
  HieraTimestamp,
  type HieraValue,
} from "../../../cli/hiera/value.ts";
import { applyFixes } from "../../../cli/lint/fixes/apply-fixes.ts";
import type { Finding, Target } from "../../../cli/lint/rule.ts";
import { fixExample, lint, lintExample } from "./lint-support.ts";
import { loadSource, loadText, scalarOf, scalarSource } from "./scalar-sources.ts";

const anyTarget = fc.constantFrom("tree", "horizon");

/** The findings of one rule in a text. */
function of(id: string, text: string, target: Target): readonly Finding[] {
  return lint(text, target).filter(({ rule }) => rule === id);
}

/** What a loaded scalar may be to a rule: its value, and how it is written. */
interface Case {
  readonly value: HieraValue;
  readonly text: string;
  readonly isPlain: boolean;
}

const isNumber = (value: HieraValue) =>
  typeof value === "number" || typeof value === "bigint" || value instanceof HieraFloat;

/** As everybody reads digits, with JavaScript's help. */
function isAsItLooks({ value, text }: Case): boolean {
  const number = value instanceof HieraFloat ? value.value : Number(value);
  if (!Number.isFinite(number)) return true;
  if (/^[-+]?0[^.]/u.test(text) && !text.includes(".")) return false;
  return Number(text) === number;
}

/** When a rule must speak of a value, in other words than the rule's. */
const rulesAboutValues: readonly (readonly [id: string, speaks: (found: Case) => boolean])[] = [
  [
    "yaml/truthy",
    ({ value, text, isPlain }) =>
      (typeof value === "boolean" && !["true", "false"].includes(text)) ||
      (value === null && text.length === 4 && !(isPlain && /^(?:[Nn]ull|NULL)$/u.test(text))),
  ],
  ["yaml/implicit-number", (found) => isNumber(found.value) && !isAsItLooks(found)],
  [
    "yaml/float-version",
    ({ value, text, isPlain }) =>
      value instanceof HieraFloat && isPlain && /^[-+]?\d*\.\d+0$/u.test(text),
  ],
  ["yaml/psych-symbol", ({ value }) => value instanceof HieraSymbol],
];

describe("a rule speaks of a value exactly when the loaders read what nobody sees", () => {
  test.each(rulesAboutValues)("%s", (id, speaks) => {
    fc.assert(
      fc.property(scalarSource, anyTarget, (source, target) => {
        const loaded = loadSource(source, target);
        const { tag, text, style } = scalarOf(source);
        fc.pre(loaded.ok && tag === undefined && !isTiny(loaded.value));
        const found = of(id, `k: ${source}\n`, target);
        const value = (loaded as Loaded & { ok: true }).value;
        expect(found.length === 1).toBe(speaks({ value, text, isPlain: style === "plain" }));
      }),
      { numRuns: 2000 },
    );
  });
});

/** Ruby writes it with an exponent, and the rule about digits looks away. */
function isTiny(value: HieraValue): boolean {
  return value instanceof HieraFloat && value.value !== 0 && Math.abs(value.value) < 1e-4;
}

test("a key is spoken of exactly when the loaders read it as no text", () => {
  fc.assert(
    fc.property(scalarSource, anyTarget, (source, target) => {
      const loaded = loadSource(source, target);
      const { tag, text } = scalarOf(source);
      fc.pre(loaded.ok && tag === undefined && text !== "<<");
      const { value } = loaded as Loaded & { ok: true };
      const isOther = value === null || typeof value === "boolean" || isNumber(value);
      const found = of("yaml/non-string-key", `k:\n  ? ${source}\n  : 1\n`, target);
      expect(found.length === 1).toBe(isOther);
    }),
    { numRuns: 1000 },
  );
});

test("a safe fix of a value keeps what Puppet gets, or makes the String that stands there", () => {
  fc.assert(
    fc.property(scalarSource, anyTarget, (source, target) => {
      const text = `k: ${source}\n`;
      for (const finding of lint(text, target)) {
        if (finding.fix?.safety === "safe") holdsFix(text, finding, target, scalarOf(source).text);
      }
    }),
    { numRuns: 2000 },
  );
});

function holdsFix(text: string, finding: Finding, target: Target, written: string): void {
  const fixed = applyFixes(text, [finding], { allow: "safe" }).text;
  const after = valueIn(fixed, target);
  const isQuoted = finding.fix?.title.includes("quotes") === true;
  const isAddress = finding.rule === "yaml/psych-symbol" && target === "horizon";
  if (isQuoted) expect(after).toBe(written);
  else if (isAddress) expect(after).toMatch(/^0:[0:]*(?:[0-9a-f]+:?)+$/iu);
  else expect(sameValue(after, valueIn(text, target))).toBe(true);
  expect(of(finding.rule, fixed, target)).toEqual([]);
}

function valueIn(text: string, target: Target): HieraValue {
  const loaded = loadText(text, target);
  const value = loaded.ok ? (loaded.value as ReadonlyMap<string, HieraValue>).get("k") : undefined;
  return value ?? null;
}

test("a date is refused until its fix has put it in quotes", () => {
  const text = "k: 2024-01-01\n";
  expect(loadSource("2024-01-01", "horizon")).toMatchObject({ value: expect.any(HieraTimestamp) });
  const fixed = applyFixes(text, lint(text), { allow: "safe" }).text;
  expect(fixed).toBe("k: '2024-01-01'\n");
  expect(valueIn(fixed, "horizon")).toBe("2024-01-01");
});

describe("where the parameter wants a text", () => {
  const manifests = {
    "modules/profile/manifests/shop.pp":
      "class profile::shop (String $country, String $mode, Array[String] $versions, Boolean $open, Integer $limit, Any $other) {}",
  };
  const severityOf = (text: string) =>
    lintExample({ target: "tree", text, manifests }).map(({ rule, severity }) => [rule, severity]);

  test.each([
    ["profile::shop::country: NO\n", "yaml/truthy"],
    ["profile::shop::mode: 0644\n", "yaml/implicit-number"],
    ["profile::shop::versions: [1.10]\n", "yaml/float-version"],
  ])("%j is an error, and no other rule speaks of it", (text, rule) => {
    expect(severityOf(text)).toEqual([[rule, "error"]]);
    const { text: fixed } = fixExample({ target: "tree", text, manifests });
    expect(severityOf(fixed)).toEqual([]);
    expect(fixed).toMatch(/'(?:NO|0644|1.10)'/u);
  });

  test.each([
    ["profile::shop::open: yes\n", "yaml/truthy", "profile::shop::open: true\n"],
    ["profile::shop::limit: 1_000\n", "yaml/implicit-number", "profile::shop::limit: 1000\n"],
    ["profile::shop::limit: 0644\n", "yaml/implicit-number", "profile::shop::limit: 420\n"],
    ["profile::shop::other: 0644\n", "yaml/implicit-number", "profile::shop::other: '0644'\n"],
  ])("%j is a warning where it does not", (text, rule, fixed) => {
    expect(severityOf(text)).toEqual([[rule, "warning"]]);
    expect(fixExample({ target: "tree", text, manifests }).text).toBe(fixed);
  });
});

test.each([
  [undefined, "warning"],
  ["deployment-prep", "warning"],
  ["sessionstore", "error"],
])("the default credentials in the project %s are a matter of %s", (project, severity) => {
  const text = "login: {username: cassandra, password: cassandra}\n";
  const host = project === undefined ? {} : { project };
  const found = lintExample({ target: "horizon", text, host });
  const own = found.filter(({ rule }) => rule === "secret/default-credentials");
  expect(own.map((finding) => finding.severity)).toEqual([severity]);
});

test("no message about a secret holds it", () => {
  const secrets = ["q7Rt2xLw9vKe4nZp", `ghp_${"aB3dE5".repeat(6)}`, "DEC::PKCS7[hello]!"];
  const text = secrets.map((secret, index) => `k${index}_password: '${secret}'\n`).join("");
  const found = of("secret/plaintext", text, "tree");
  expect(found).toHaveLength(3);
  for (const secret of secrets) expect(JSON.stringify(found)).not.toContain(secret);
});

describe("an odd key is renamed by a safe fix only where its better name is known", () => {
  const text = "profile::puppetboard:page_title: beta\n";
  const safetyOf = (manifests?: Readonly<Record<string, string>>) =>
    lintExample({ target: "tree", text, ...(manifests && { manifests }) })
      .filter(({ rule }) => rule === "hiera/key-syntax")
      .map(({ severity, fix }) => [severity, fix?.safety]);

  test("it is not by the catalogue", () => {
    expect(safetyOf()).toEqual([["error", "unsafe"]]);
  });

  test("it is where all code is known", () => {
    const manifests = {
      "modules/profile/manifests/puppetboard.pp": "class profile::puppetboard { }",
    };
    expect(safetyOf(manifests)).toEqual([["error", "safe"]]);
  });

  test("there is none where code has the same mistake", () => {
    const code = "class profile::puppetboard ($t = lookup('profile::puppetboard:page_title')) { }";
    const manifests = { "modules/profile/manifests/puppetboard.pp": code };
    expect(safetyOf(manifests)).toEqual([["warning", undefined]]);
  });
});

test("no message about the value of a key that names a secret holds the value", () => {
  const manifests = {
    "modules/shop/manifests/init.pp":
      "class shop (String $password, Enum['a'] $secret, Integer[1,5] $api_key, Pattern[/^x/] $token) {}",
  };
  const text = [
    "shop::password: 0123456",
    "shop::secret: hunter22",
    "shop::api_key: 99887766",
    "shop::token: 'correct horse'",
    "users:",
    "- password: &mine 2024-01-01",
    "- token: ':8080'",
    "  passwords: {root: 0123_4567}",
    "",
  ].join("\n");
  const found = lintExample({ target: "horizon", text, manifests });
  const values = [
    "0123456",
    "42798",
    "hunter22",
    "99887766",
    "correct horse",
    "2024-01-01",
    "8080",
    "0123_4567",
    "342391",
  ];
  expect(found.length).toBeGreaterThanOrEqual(7);
  for (const { message, help = "", fix } of found) {
    const words = `${message} ${help} ${fix?.title ?? ""}`;
    for (const value of values) expect(words).not.toContain(value);
  }
});

test("what lookup_options say of a secret is told", () => {
  const text = "lookup_options:\n  shop::password: {merge: uniq}\n";
  const [found] = of("hiera/lookup-options", text, "tree");
  expect(found?.message).toContain("'uniq'");
});
