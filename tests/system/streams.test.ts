import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, kaskctl as program, runKaskctl, runProcess } from "../support/programs.ts";
import { needs } from "../support/requires.ts";

let folder = "";
const environment = (): Record<string, string> => ({
  XDG_STATE_HOME: join(folder, "state"),
  KASKCTL_SITE: join(folder, "box", "kaskctl.yaml"),
});

/** Runs kaskctl on the sandbox of this file. */
function kaskctl(line: string): Promise<Ended> {
  return runKaskctl(line.split(" "), { cwd: folder, env: environment() });
}

function shell(script: string): Promise<Ended> {
  const env = { ...environment(), KASKCTL: program, NODE: process.execPath };
  return runProcess("bash", ["-c", script], { cwd: folder, env });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kaskctl-streams-"));
  await kaskctl("sandbox up --dir box");
});

afterAll(async () => {
  await kaskctl("sandbox down --dir box");
  await rm(folder, { recursive: true, force: true });
});

describe("kaskctl alone", () => {
  test.each([
    ["kaskctl", /takes one word more[\s\S]*init, templates, render/],
    ["kaskctl agent", /kaskctl agent takes one word more[\s\S]*run, status, logs, attach/],
  ])("as %s says which words there are, with exit code 2", async (line, says) => {
    const ended = await runKaskctl(line.split(" ").slice(1));
    expect(ended).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringMatching(says) });
  });
});

describe("a command that waits for stdin", () => {
  test("stops at the first signal", async () => {
    const child = spawn(process.execPath, [program, "lint", "-"], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    // More than a pipe holds: when it is gone, the command is reading.
    await new Promise((resolve) => child.stdin.write("# text\n".repeat(2 ** 16), resolve));
    child.kill("SIGTERM");
    expect(await ended).toBe(130);
  });
});

describe("a reader that goes away", () => {
  needs("ssh")("stops no deploy in the middle, and the exit code stays true", async () => {
    const { stdout } = await shell(
      `{ "$NODE" "$KASKCTL" deploy --yes --window 0; echo "$?" >code; } 2>&1 | head -n 1`,
    );
    expect(stdout).toBe("… render\n");
    expect(await readFile(join(folder, "code"), "utf8")).toBe("0\n");
    expect(JSON.parse((await kaskctl("report --json")).stdout)).toMatchObject({
      outcome: "done",
    });
  });

  test.runIf(existsSync("/dev/full"))("is not a full disk, which is exit code 3", async () => {
    const { exitCode, stderr } = await shell(`"$NODE" "$KASKCTL" rules >/dev/full`);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^kaskctl: Cannot write the result to stdout: no space left/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe("what happens inside", () => {
  const requests = /POST \S+\/v3\/auth\/tokens answered 201 in \d+ ms/;

  async function secrets(): Promise<readonly string[]> {
    const clouds = await readFile(join(folder, "box", "clouds.yaml"), "utf8");
    const secret = /application_credential_secret: (\S+)/.exec(clouds)?.[1];
    if (!secret) throw new Error("clouds.yaml has no secret");
    return [secret, "x-auth-token", "X-Subject-Token"];
  }

  test("is told by -vv on stderr, without a secret", async () => {
    const { exitCode, stderr } = await kaskctl("plan -vv");
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(requests),
    });
    for (const secret of await secrets()) expect(stderr).not.toContain(secret);
  });

  test("is appended by --debug-file to a file for its owner, stack traces too", async () => {
    const file = join(folder, "debug.log");
    expect((await kaskctl(`plan --debug-file ${file}`)).stderr).toBe("");
    const { stderr } = await kaskctl(`plan nothing --debug-file ${file}`);
    const text = await readFile(file, "utf8");
    expect(text).toMatch(requests);
    expect(text).toMatch(/KaskctlError: .*no service nothing\.\n\s+at /);
    expect(stderr).not.toMatch(/^\s+at /m);
    for (const secret of await secrets()) expect(text).not.toContain(secret);
    const { stdout: mode } = await runProcess("stat", ["-c", "%a", file]);
    expect(mode).toBe("600\n");
  });

  test.each(["/nowhere/debug.log", "."])("cannot be kept in %s: exit code 3", async (file) => {
    const ended = await kaskctl(`plan --debug-file ${file}`);
    expect(ended).toMatchObject({ exitCode: 3, stdout: "" });
    expect(ended.stderr).toMatch(/^kaskctl: Cannot write the debug file .*\n {2}Try: /);
  });

  test("a page that cannot be written is noticed before anything is changed", async () => {
    const ended = await kaskctl("deploy --yes --window 0 --html /dev/null/page.html");
    expect(ended).toMatchObject({ exitCode: 3, stdout: "" });
    expect(ended.stderr).not.toContain("render");
  });
});

describe("Ctrl-C", () => {
  needs("ssh")(
    "while Kask is watched ends the deploy with exit code 130, a report, and no connection",
    async () => {
      const child = spawn(process.execPath, [program, "deploy", "--yes", "--window", "60"], {
        cwd: folder,
        env: { ...process.env, ...environment() },
        stdio: ["ignore", "ignore", "pipe"],
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        if (text.includes("crud")) child.kill("SIGINT");
      });
      const exitCode = await new Promise((resolve) => child.once("close", resolve));
      expect(exitCode).toBe(130);
      const report = JSON.parse((await kaskctl("report --json")).stdout);
      expect(report).toMatchObject({ exit_code: 130, failure: { code: "interrupted" } });
      const { stdout } = await runProcess("ps", ["-eo", "args"]);
      expect(
        stdout.split("\n").filter((line) => /^ssh /.test(line) && line.includes(folder)),
      ).toEqual([]);
    },
  );

  /** Types a key at the first question that kaskctl asks, on a terminal of its own. */
  const onTerminal = `
import os, pty, sys
key, words = sys.argv[1].encode().decode("unicode_escape").encode(), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(words[0], words)
said, typed = b"", False
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    said += part
    if not typed and b"Type yes" in said:
        os.write(terminal, key)
        typed = True
print(said.decode()[-400:], typed)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

  needs("python3-yaml")(
    "at the question is exit code 130, the end of the input is a no, and nothing is written",
    async () => {
      const site = join(folder, "box", "kaskctl.yaml");
      await writeFile(site, (await readFile(site, "utf8")).replace("v1.0.10", "v1.0.9"));
      const held = (await kaskctl("pull")).stdout;
      const press = (key: string): Promise<Ended> =>
        runProcess("/usr/bin/python3", ["-c", onTerminal, key, process.execPath, program, "push"], {
          cwd: folder,
          env: environment(),
        });
      const [interrupted, ended] = [await press("\\x03"), await press("\\x04")];
      expect(interrupted).toMatchObject({
        exitCode: 130,
        stdout: expect.stringContaining("Stopped"),
      });
      expect(ended).toMatchObject({
        exitCode: 1,
        stdout: expect.stringContaining("Not confirmed"),
      });
      expect((await kaskctl("pull")).stdout).toBe(held);
    },
  );
});
