import { chmod, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { resolveSecret } from "../../../cli/site/secrets.ts";
import { worldOf } from "./world-of.ts";

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "kaskctl-secrets-")));
});

afterEach(() => rm(folder, { recursive: true }));

const world = () => worldOf(folder, { PATH: process.env["PATH"], NAME: "hunter2\n", EMPTY: "" });

const command = (script: string) =>
  ({ kind: "cmd", words: [process.execPath, "-e", script] }) as const;

describe("a secret", () => {
  test("of a variable is taken as it is", async () => {
    const secret = await resolveSecret({ kind: "env", name: "NAME" }, world());
    expect(secret.reveal()).toBe("hunter2\n");
  });

  test.each([
    ["hunter2\n", "hunter2"],
    ["hunter2\r\n", "hunter2"],
    ["hunter2\n\n", "hunter2\n"],
    [" two\nlines ", " two\nlines "],
  ])("of a file or command loses one line end: %j", async (text, expected) => {
    const path = join(folder, "secret");
    await writeFile(path, text);
    await chmod(path, 0o600);
    expect((await resolveSecret({ kind: "file", path }, world())).reveal()).toBe(expected);
    const script = `process.stdout.write(${JSON.stringify(text)})`;
    expect((await resolveSecret(command(script), world())).reveal()).toBe(expected);
  });

  test("of a command needs no shell: words stay words", async () => {
    const words = [process.execPath, "-p", "process.argv[1]", "$(echo x); `y` 'z"];
    const secret = await resolveSecret({ kind: "cmd", words }, world());
    expect(secret.reveal()).toBe("$(echo x); `y` 'z");
  });
});

describe("a secret that cannot be had", () => {
  const cases = [
    ["an unset variable", { kind: "env", name: "NONE" }, "variable NONE is not set"],
    ["an empty variable", { kind: "env", name: "EMPTY" }, "variable EMPTY is empty"],
    ["a missing file", { kind: "file", path: "/nonexistent/x" }, "no secret file /nonexistent/x"],
    ["a Hiera key", { kind: "hiera", key: "k" }, "known to the puppetserver only"],
    ["a missing program", { kind: "cmd", words: ["no-such-program-x"] }, "no such file"],
    [
      "a failing command",
      command("console.log('hunter2');console.error('hunter2');process.exit(3)"),
      "exit code 3",
    ],
    ["a silent command", command(""), "is empty"],
  ] as const;
  test.each(cases)("%s is told without its output", async (_, reference, message) => {
    const error = (await resolveSecret(reference, world()).catch((e: unknown) => e)) as Error;
    expect(error).toMatchObject({ code: "secret-unavailable" });
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("hunter2");
    expect(error.cause).toBeUndefined();
  });

  test("is a file that others can read", async () => {
    const path = join(folder, "open");
    await writeFile(path, "hunter2");
    await chmod(path, 0o644);
    await expect(resolveSecret({ kind: "file", path }, world())).rejects.toMatchObject({
      code: "secret-unavailable",
      hint: `Close it with \`chmod 600 ${path}\`.`,
    });
  });

  test("ends its command at Ctrl-C", async () => {
    const controller = new AbortController();
    const stopped = worldOf(folder, { PATH: process.env["PATH"] }, [], controller.signal);
    const waiting = resolveSecret(command("setInterval(() => {}, 1000)"), stopped);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "interrupted" });
  });
});
