import { expect, test } from "vitest";
import { rulesCommand } from "../../../cli/commands/rules.ts";
import { contextWith } from "./commands-support.ts";

async function ask(word: string): Promise<string> {
  let stdout = "";
  const context = contextWith();
  const terminal = {
    ...context.terminal,
    print: (text: string) => {
      stdout += text;
    },
  };
  await rulesCommand.run([word], {}, { ...context, terminal });
  return stdout;
}

test.each(["secret", "secret/"])("%s lists the rules of the family", async (word) => {
  expect((await ask(word)).match(/^\S+/gm)).toEqual([
    "secret/default-credentials",
    "secret/eyaml",
    "secret/plaintext",
  ]);
});

test.each([
  ["secret/plain-text", "Did you mean secret/plaintext?"],
  ["nothing/like-it", "`kaskctl rules` lists them."],
])("%s, which is none, is answered with what may be meant", async (word, hint) => {
  await expect(ask(word)).rejects.toMatchObject({ code: "unknown-rule", hint });
});
