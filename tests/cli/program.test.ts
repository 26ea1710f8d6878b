import { describe, expect, test } from "vitest";
import { parse } from "../../cli/program.ts";

const printed = async (...words: readonly string[]) => {
  let text = "";
  const code = await parse(words, "1.2.3", (part) => {
    text += part;
  });
  return { code, text };
};

describe("words that ask for no command", () => {
  test.each([
    ["help", ["--help"]],
    ["help lint", ["lint", "--help"]],
    ["help agent run", ["agent", "run", "--help"]],
  ])("%s is the same as the flag", async (words, flagged) => {
    const { code, text } = await printed(...words.split(" "));
    expect(code).toBe(0);
    expect(text).toMatch(/^Usage: kaskctl /);
    expect(text).toBe((await printed(...flagged)).text);
  });

  test("--version is a JSON document with --json", async () => {
    expect(await printed("--version")).toEqual({ code: 0, text: "1.2.3\n" });
    expect(JSON.parse((await printed("--version", "--json")).text)).toEqual({
      schema_version: 1,
      version: "1.2.3",
    });
  });
});

test.each([
  [["signatures", "updat"], "Did you mean update? kaskctl signatures --help lists the words."],
  [["lint", "--no-fix"], "It is off unless --fix is said. kaskctl lint --help lists the words."],
  [["lint", "--no-cach"], "Did you mean --no-cache? kaskctl lint --help lists the words."],
])("%j, which are no words of ours, are answered with those that are near", async (words, hint) => {
  await expect(printed(...words)).rejects.toMatchObject({ code: "wrong-use", hint });
});
