import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../support/free-port.ts";
import { type Ended, runKaskctl } from "../support/programs.ts";
import { needs } from "../support/requires.ts";

let folder = "";
let closedPort = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kaskctl-bad-"));
  closedPort = await freePort();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs kaskctl where nothing of the user's is seen. */
function kaskctl(words: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runKaskctl(words.split(" "), {
    cwd: folder,
    env: { XDG_STATE_HOME: join(folder, "state"), HOME: folder, KASKCTL_SITE: "", ...env },
  });
}

/** One clear error: what, and what to try; no stack trace, nothing on stdout. */
function expectRefusal({ exitCode, stdout, stderr }: Ended, code: number, says: RegExp): void {
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: code,
    stderr: expect.stringMatching(says),
  });
  expect(stderr).toMatch(/^kaskctl: .*\n(?:.*\n)*? {2}Try: /);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stdout).toBe("");
}

const site = `contexts:
  beta: { project: deployment-prep, keystone: "http://127.0.0.1:1/v3", enc: "http://127.0.0.1:1" }
services:
  sessionstore:
    template: sessionstore
    hosts: [deployment-sessionstore02]
    values: { cassandra_password: { hiera: key } }
`;

describe("a wrong word", () => {
  test.each([
    ["--nonsense", 2, /Unknown option '--nonsense'/],
    ["lnt", 2, /Unknown command 'lnt'[\s\S]*Did you mean lint/],
    ["lint --fail-on never", 2, /error, warning, info/],
    ["lint --rule yaml/sintax=off x.yaml", 2, /no rule yaml\/sintax[\s\S]*yaml\/syntax/],
    ["rules yaml/sintax", 2, /yaml\/syntax/],
    ["checks crude", 2, /crud/],
    ["templates sesionstore", 2, /sessionstore/],
    ["init new --host -x", 2, /hosts\.0` is not a host name/],
    ["init new --template sesionstore", 2, /Did you mean sessionstore/],
    ["render --template sessionstore --set prot=1", 2, /port/],
    ["smoke ftp://x", 2, /neither http nor https/],
    ["sandbox up --hosts many --dir none", 2, /1 to 9/],
    ["sandbox status --dir none", 2, /sandbox in .*none/],
    ["completion tcsh", 2, /bash, zsh, fish/],
    ["report", 2, /no report/],
  ] as const)("kaskctl %s is refused with exit code %i", async (words, code, says) => {
    await writeFile(join(folder, "x.yaml"), "a: 1\n");
    expectRefusal(await kaskctl(words), code, says);
  });

  test("is an error document with --json, on stdout alone", async () => {
    const { exitCode, stdout, stderr } = await kaskctl("rules yaml/sintax --json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      schema_version: 1,
      error: { code: "unknown-rule" },
    });
  });
});

describe("a file that is not right", () => {
  test.each([
    ["lint nowhere.yaml", 3, /nowhere\.yaml: no such file/],
    ["lint empty", 2, /holds no Hiera data in a \.yaml, \.yml or \.eyaml file/],
    ["lint latin1.yaml", 3, /latin1\.yaml: it is not UTF-8 text/],
    ["--site latin1.yaml plan", 3, /latin1\.yaml: it is not UTF-8 text/],
    ["--site bare.yaml lint", 2, /no service/],
    ["render sessionstore", 3, /no kaskctl\.yaml/],
    ["--site broken.yaml plan", 3, /broken\.yaml:2:11: .*projct[\s\S]*broken\.yaml:4:18: /],
    ["--site site.yaml plan wrong", 2, /no service wrong/],
    ["--site site.yaml --context gamma plan", 2, /gamma/],
    ["--site site.yaml plan", 3, /clouds\.yaml/],
    ["--site secret.yaml render", 3, /NOT_SET/],
    ["--site secret.yaml plan", 1, /to anyone/],
    ["--site date.yaml render", 3, /version/],
    ["--site site.yaml push damaged.json", 3, /damaged\.json/],
  ] as const)("kaskctl %s is refused with exit code %i", async (words, code, says) => {
    const files: Readonly<Record<string, string>> = {
      "site.yaml": site,
      "broken.yaml": "contexts:\n  beta: { projct: x }\nservices:\n  a: { template: 1 }\n",
      "secret.yaml": site.replace("hiera: key", "env: NOT_SET"),
      "date.yaml": site.replace("values: {", "values: { version: '2024-1-1',"),
      "damaged.json": "{",
      "bare.yaml": "contexts: { beta: { project: deployment-prep } }\n",
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await writeFile(join(folder, "latin1.yaml"), Buffer.from("a: Z\xfcrich\n", "latin1"));
    await mkdir(join(folder, "empty"), { recursive: true });
    const cloud = words.endsWith("push damaged.json") ? credential() : {};
    expectRefusal(await kaskctl(words, cloud), code, says);
  });

  test("is a finding where it is the text that lint was asked about", async () => {
    await writeFile(join(folder, "bad.yaml"), "a: b: c\n");
    const { exitCode, stdout } = await kaskctl("lint bad.yaml");
    expect(exitCode).toBe(1);
    expect(stdout).toContain("bad.yaml:1:5: error:");
  });

  test("is not written by init", async () => {
    await kaskctl("init new --project a/b");
    await expect(readFile(join(folder, "new/kaskctl.yaml"))).rejects.toThrow("ENOENT");
  });

  test("stays as it was where init would overwrite it", async () => {
    await writeFile(join(folder, "kaskctl.yaml"), "mine\n");
    expectRefusal(await kaskctl("init --sample"), 3, /there already/);
    expect(await readFile(join(folder, "kaskctl.yaml"), "utf8")).toBe("mine\n");
    await rm(join(folder, "kaskctl.yaml"));
  });
});

/** An application credential in the environment, for a Keystone that is not there. */
function credential(): Readonly<Record<string, string>> {
  return {
    OS_AUTH_TYPE: "v3applicationcredential",
    OS_AUTH_URL: `http://127.0.0.1:${closedPort}/v3`,
    OS_APPLICATION_CREDENTIAL_ID: "id",
    OS_APPLICATION_CREDENTIAL_SECRET: "very-secret",
  };
}

describe("a service that is away", () => {
  test("Keystone at a closed port is exit code 4, and the credential is not shown", async () => {
    const text = site.replaceAll("127.0.0.1:1/", `127.0.0.1:${closedPort}/`);
    await writeFile(join(folder, "away.yaml"), text);
    const ended = await kaskctl("--site away.yaml plan -vv", credential());
    expect(ended.exitCode).toBe(4);
    expect(ended.stderr).toMatch(/connection refused/);
    expect(ended.stderr).not.toContain("very-secret");
  });

  test("a Kask at a closed port is exit code 5", async () => {
    const { exitCode, stdout } = await kaskctl(`smoke http://127.0.0.1:${closedPort}/v1/`);
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/refused/);
  });
});

describe("against a sandbox", () => {
  let sandbox = "";
  const run = (words: string): Promise<Ended> =>
    kaskctl(`--site ${join(sandbox, "kaskctl.yaml")} ${words}`);
  const change = async (
    name: string,
    edit: (text: string) => string,
  ): Promise<() => Promise<void>> => {
    const path = join(sandbox, name);
    const before = await readFile(path, "utf8");
    await writeFile(path, edit(before));
    return () => writeFile(path, before);
  };
  const heldText = async (): Promise<string> => (await run("pull")).stdout;

  needs("ssh")("every refusal has its exit code and leaves the ENC as it was", async () => {
    sandbox = join(folder, "sandbox");
    await kaskctl(`sandbox up --dir ${sandbox}`);
    try {
      await run("plan -o stale.plan.json");
      expect((await run("push --yes")).exitCode).toBe(0);
      const held = await heldText();

      const newVersion = await change("kaskctl.yaml", (text) => text.replace("v1.0.10", "v1.0.9"));
      expectRefusalOf(await run("push"), 2, /nobody is here to confirm/);
      expectRefusalOf(await run("push stale.plan.json --yes"), 0, /^/);
      await run("plan -o stale.plan.json");
      await newVersion();
      const other = await change("kaskctl.yaml", (text) => text.replace("v1.0.10", "v1.0.8"));
      expect((await run("push --yes")).exitCode).toBe(0);
      await other();
      expectRefusalOf(await run("push stale.plan.json --yes"), 9, /changed/);
      expect((await run("push --yes")).exitCode).toBe(0);
      expect(await heldText()).toBe(held);

      const refusals = [
        [
          "clouds.yaml",
          /application_credential_secret: .*/,
          "application_credential_secret: wrong",
          "plan",
          4,
        ],
        ["known_hosts", /AAAA\S+/, otherHostKey, "agent run", 5],
        ["known_hosts", /[\s\S]*/, "", "agent run", 5],
        ["ssh_config", /Port \d+/, `Port ${closedPort}`, "agent run", 5],
        ["kaskctl.yaml", /v1\.0\.10/, "v9.9.9", "push --yes", 1],
      ] as const;
      for (const [file, pattern, replacement, words, code] of refusals) {
        const undo = await change(file, (text) => text.replace(pattern, replacement));
        const ended = await run(words);
        expect({ words, file, exitCode: ended.exitCode, stderr: ended.stderr }).toMatchObject({
          exitCode: code,
        });
        expect(ended.stderr).not.toMatch(/^\s+at /m);
        await undo();
      }
      expect(await heldText()).toBe(held);
    } finally {
      await kaskctl(`sandbox down --dir ${sandbox}`);
    }
  });
});

function expectRefusalOf({ exitCode, stderr }: Ended, code: number, says: RegExp): void {
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: code,
    stderr: expect.stringMatching(says),
  });
}

/** A valid ed25519 key that is no instance's. */
const otherHostKey = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
