import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { globalOptions } from "../../../cli/commands/global-options.ts";
import { commands } from "../../../cli/commands/index.ts";
import { completionScript } from "../../../cli/report/completion-script.ts";
import { runProcess } from "../../support/programs.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kaskctl-completion-"));
  await writeFile(join(folder, "bash"), completionScript("bash", commands, globalOptions));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a real bash would offer after `line`, whose last word is the one that is typed. */
async function offered(line: string): Promise<readonly string[]> {
  const script = `. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kaskctl; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const words = ["--noprofile", "--norc", "-c", script, "bash", join(folder, "bash")];
  const { stdout, stderr } = await runProcess("bash", [...words, ...line.split(" ")]);
  expect(stderr).toBe("");
  return stdout.split("\n").filter((word) => word !== "");
}

describe("in bash", () => {
  test.each([
    ["kaskctl pl", ["plan"]],
    ["kaskctl plan", ["plan"]],
    ["kaskctl sandbox ", ["up", "status", "down"]],
    ["kaskctl agent st", ["status"]],
    ["kaskctl --json agent r", ["run"]],
    ["kaskctl smoke --cl", ["--cleanup"]],
    ["kaskctl agent run --se", ["--service"]],
    ["kaskctl plan sessionstore --exit", ["--exit-code"]],
    ["kaskctl plan --no-in", ["--no-input"]],
    ["kaskctl nonsense", []],
    ["kaskctl lint --format sar", ["sarif"]],
    ["kaskctl lint x.yaml -f g", ["github", "gitlab"]],
    ["kaskctl smoke -f na", ["nagios"]],
    ["kaskctl smoke -f sar", []],
    ["kaskctl plan --color n", ["never"]],
    ["kaskctl lint --profile ", ["recommended", "strict"]],
  ] as const)("%j offers %j", async (line, words) => {
    const found = await offered(line);
    expect(words.filter((word) => !found.includes(word))).toEqual([]);
    if (!line.endsWith(" ")) expect(found).toHaveLength(words.length);
  });

  test("offers no option of one command to another", async () => {
    expect(await offered("kaskctl plan --cleanup")).toEqual([]);
  });

  test("every word of the table is offered where it belongs", async () => {
    const groups = new Set(commands.map(({ name }) => name.split(" ")[0] ?? ""));
    expect(await offered("kaskctl ")).toEqual(expect.arrayContaining([...groups]));
  });
});

describe("in the other shells", () => {
  test("zsh takes bash's script, for kaskctl", () => {
    const script = completionScript("zsh", commands, globalOptions);
    expect(script).toMatch(/^#compdef kaskctl\n/);
    expect(script).toContain(completionScript("bash", commands, globalOptions));
  });

  test("fish gets one complete line each, with quotes that cannot break out", () => {
    const odd = [{ name: "odd one", summary: "it's a \\ test", options: [] }];
    const script = completionScript("fish", odd, [{ flags: "--x <y>", description: "a" }]);
    expect(
      script.split("\n").filter((line) => line !== "" && !line.startsWith("complete -c kaskctl ")),
    ).toEqual([]);
    expect(script).toContain(String.raw`-a one -d 'it\'s a \\ test'`);
  });

  test("fish offers the options of a command of a group after its own words only", () => {
    const script = completionScript("fish", commands, globalOptions);
    expect(script).toMatch(/-n "__fish_seen_subcommand_from smoke" -l cleanup /);
    expect(script).toMatch(/-l profile -x -a 'recommended strict' -d /);
    expect(script).toMatch(
      /-n "__fish_seen_subcommand_from agent; and __fish_seen_subcommand_from logs" -l run /,
    );
  });
});
