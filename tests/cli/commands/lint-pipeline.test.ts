import { describe, expect, test } from "vitest";
import { folderWith, lint } from "./lint-support.ts";

const explain = (text: string, ...words: readonly string[]) =>
  lint(folderWith({ "x.yaml": text }), ["x.yaml", "--explain-pipeline", ...words]);

describe("lint --explain-pipeline", () => {
  test("shows every stage of a text that arrives", async () => {
    expect(await explain("# gone\nb: '1,234'\na: yes\n")).toEqual({
      exitCode: 0,
      stderr: "",
      stdout: `x.yaml

Horizon stores:
  a: true
  b: 1,234

The ENC answers for a host:
  hiera:
    a: true
    b: 1,234
  roles: []

Puppet gets:
  a: true
  b: 1234
`,
    });
  });

  test("shows the roles that somebody said", async () => {
    const { stdout } = await explain("a: 1\n", "--role", "role::a", "--role", "role::b");
    expect(stdout).toContain("  roles:\n  - role::a\n  - role::b\n");
  });

  test("is wrong use with a text of a tree, unless that is said to be Horizon's", async () => {
    const folder = folderWith({ "hieradata/x.yaml": "a: 1\n" });
    const words = ["hieradata/x.yaml", "--explain-pipeline"];
    await expect(lint(folder, words)).rejects.toMatchObject({ code: "wrong-use" });
    const { stdout } = await lint(folder, [...words, "--target", "horizon"]);
    expect(stdout).toContain("Puppet gets:\n  a: 1\n");
  });

  test("shows where the Puppet server's loader stops, in the ENC's answer", async () => {
    const { stdout, exitCode } = await explain("b: 1\na: 2026-01-01\n");
    expect(exitCode).toBe(1);
    expect(
      stdout,
    ).toContain(`The Puppet server's loader says: Tried to load unspecified class: Date, line 2, column 6.
  1 | hiera:
  2 |   a: 2026-01-01
    |      ^^^^^^^^^^
Every lookup of every host that gets this text fails.
`);
    expect(stdout).not.toContain("Puppet gets");
  });

  test("shows that Horizon refuses a text, and where in it", async () => {
    const { stdout, exitCode } = await explain("a: 1\nb: [\n");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/PyYAML refuses the text: .*, line \d+, column \d+\./);
    expect(stdout).toContain("nothing is stored.");
    expect(stdout).not.toContain("Horizon stores");
  });

  test.each([
    ["a: 1\nbig: 123456789012345678901234567890\nf: .inf\n", 0],
    ["a: 2026-01-01\n", 1],
    ["- a\n", 1],
  ])("is one document with --json: %j", async (text, code) => {
    const { stdout, exitCode } = await explain(text, "--json");
    const { schema_version, texts } = JSON.parse(stdout);
    expect({ schema_version, exitCode, file: texts[0].file, ok: texts[0].ok }).toEqual({
      schema_version: 1,
      exitCode: code,
      file: "x.yaml",
      ok: code === 0,
    });
  });

  test("keeps the digits of a large number", async () => {
    const { stdout } = await explain("big: 123456789012345678901234567890\n", "--json");
    expect(JSON.parse(stdout).texts[0].received).toEqual({ big: "123456789012345678901234567890" });
  });
});
