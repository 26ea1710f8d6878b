import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Secret } from "../../../cli/base/secret.ts";
import { createMasker } from "../../../cli/deploy/mask.ts";
import { planJson } from "../../../cli/report/plan-json.ts";
import { diffStyles, formatPlan } from "../../../cli/report/plan-text.ts";
import { startTestEnc } from "../../support/enc.ts";
import { kaskText, planOf } from "../../support/plan.ts";

const digest = /^digest:[0-9a-f]{12}$/;

describe("a value", () => {
  const masker = createMasker(["s3cret-value"]);
  const masked: readonly [readonly (string | number)[], unknown][] = [
    [["a", "password"], "x"],
    [["profile::x::admin_password"], "x"],
    [["secrets", "deep", 0], "x"],
    [["private_key"], "x"],
    [["apiToken"], "x"],
    [["token"], 1234],
    [["harmless"], "before s3cret-value after"],
  ];
  test.each(masked)("at %j is masked", (path, value) => {
    expect(masker.value(path, value)).toMatch(digest);
  });

  const shown: readonly [readonly (string | number)[], unknown][] = [
    [["username"], "cassandra"],
    [["default_ttl"], 86400],
    [["token_ttl"], 60],
    [["password"], null],
    [["password"], "%{lookup('kask_password')}"],
    [["password"], '%{hiera("kask_password")}'],
  ];
  test.each(shown)("at %j, %j, is shown", (path, value) => {
    expect(masker.value(path, value)).toBe(value);
  });

  test("that only begins with a reference is masked", () => {
    expect(masker.value(["password"], "%{lookup('a')}x")).toMatch(digest);
  });

  test("equal to another looks equal within a plan, and not in the next", () => {
    const [one, two, three] = ["a", "a", "b"].map((value) => masker.value(["password"], value));
    expect(one).toBe(two);
    expect(one).not.toBe(three);
    expect(createMasker([]).value(["password"], "a")).not.toBe(one);
  });
});

describe("a text", () => {
  test("keeps its comments and layout around the digests", () => {
    const text = "# who\npassword: 'a''b'  # why\nlist:\n- token: |\n    one\n    two\n- user: u\n";
    const masked = createMasker([]).text(text);
    expect(masked.replace(/digest:\w+/g, "D")).toBe(
      "# who\npassword: D  # why\nlist:\n- token: D\n- user: u\n",
    );
  });

  test("that does not parse is masked line by line", () => {
    const masked = createMasker([]).text("password: geheim\nb: c: d\n");
    expect(masked).toMatch(/^password: digest:\w+\nb: c: d\n$/);
  });
});

test("a secret of many lines shows none of them, though its file falls apart", async () => {
  await using enc = await startTestEnc();
  const plan = await planOf(enc, {
    renderedText: kaskText({ password: "-----BEGIN KEY-----\nMIIEvQIBADANBg\n" }),
  });
  const shown =
    JSON.stringify(planJson(plan)) +
    formatPlan(plan, {
      style: "text",
      verbose: true,
      color: false,
      width: 80,
    });
  expect(shown).not.toContain("MIIEvQ");
  expect(shown).not.toContain("BEGIN KEY");
});

/** Passwords as people have them; a plain word is no secret (see known-secrets). */
const password = fc
  .stringMatching(/^[A-Za-z0-9!#$&*+./:;<=>?@^_|~ -]{6,20}$/)
  .filter((text) => text.trim() === text && !/^[a-z]+$/.test(text))
  .map((text) => `${text}§9`);

test("no secret is in any form of a plan: in its place, in the environment, in a unit or a comment", async () => {
  await using enc = await startTestEnc();
  const client = enc.client();
  await fc.assert(
    fc.asyncProperty(password, password, password, async (old, young, given) => {
      await client.writeHiera(
        "deployment-sessionstore",
        `# was ${old}\n${kaskText({ password: old })}`,
      );
      const command = `    override_cmd: ${JSON.stringify(`--with ${young} ${given}`)}\n    version`;
      const renderedText = kaskText({ password: young }).replace("    version", command);
      const plan = await planOf(enc, { renderedText, secrets: [new Secret(given)] });
      const shown = [
        JSON.stringify(planJson(plan)),
        ...diffStyles.map((style) =>
          formatPlan(plan, { style, verbose: true, color: false, width: 200 }),
        ),
      ].join("\n");
      for (const secret of [old, young, given]) {
        expect(shown).not.toContain(secret);
        expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1));
      }
      const visible = plan.changes.filter(({ path }) => path.at(-1) === "password");
      expect(visible).toHaveLength(old === young ? 0 : 3);
    }),
    { numRuns: 25 },
  );
});
