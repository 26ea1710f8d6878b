import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findSite } from "../../../cli/site/find-site.ts";
import { loadSite } from "../../../cli/site/load-site.ts";
import { newSiteText, sampleSiteText } from "../../../cli/site/sample-site.ts";
import { SecretReferenceValue } from "../../../cli/site/site.ts";
import { worldOf } from "./world-of.ts";

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "kaskctl-site-")));
});

afterEach(() => rm(folder, { recursive: true }));

async function load(text: string, options: { context?: string; env?: object } = {}) {
  await writeFile(join(folder, "kaskctl.yaml"), text);
  const env = { ...options.env } as Record<string, string>;
  return loadSite({ context: options.context, world: worldOf(folder, env) });
}

const minimal = `contexts:
  beta: { project: deployment-prep }
services:
  s:
    template: sessionstore
    hosts: [one, two.example.org]
`;

describe("a good site file", () => {
  test("gets every default", async () => {
    const site = await load(minimal);
    expect(site.file).toBe(join(folder, "kaskctl.yaml"));
    expect(site.context).toEqual({
      name: "beta",
      project: "deployment-prep",
      projectName: "deployment-prep",
      domain: "eqiad1.wikimedia.cloud",
      registry: "docker-registry.wikimedia.org",
      registryUrl: "https://docker-registry.wikimedia.org",
      cloud: undefined,
      keystoneUrl: undefined,
      encUrl: undefined,
      cloudsFile: undefined,
      ssh: { jump: undefined, user: undefined, transport: "openssh", configFile: undefined },
      protected: false,
    });
    const hosts = ["one.deployment-prep.eqiad1.wikimedia.cloud", "two.example.org"];
    expect(site.services.get("s")).toEqual({
      name: "s",
      template: "sessionstore",
      hosts,
      prefixes: hosts,
      roles: [],
      values: {},
      valuePlaces: {},
      endpoints: {},
    });
  });

  test("has its paths read from its own folder, not from where the command runs", async () => {
    await writeFile(
      join(folder, "kaskctl.yaml"),
      `contexts: { beta: { project: p, clouds_file: ./clouds.yaml, ssh: { config: ssh_config } } }
services: { s: { template: ./mine, hosts: [a], values: { p: { file: secret.txt } } } }
`,
    );
    await mkdir(join(folder, "a/b"), { recursive: true });
    const site = await loadSite({ world: worldOf(join(folder, "a/b")) });
    expect(site.context.cloudsFile).toBe(join(folder, "clouds.yaml"));
    expect(site.context.ssh.configFile).toBe(join(folder, "ssh_config"));
    expect(site.services.get("s")?.template).toBe(join(folder, "mine"));
    expect(site.services.get("s")?.values["p"]).toEqual(
      new SecretReferenceValue({ kind: "file", path: join(folder, "secret.txt") }),
    );
  });

  test("keeps values as they are, and secrets as references at any depth", async () => {
    const site = await load(`${minimal}    values:
      version: v1.0.10
      when: 2024-01-01
      yes: yes
      deep: [{ hiera: some_key }, { a: { env: NAME } }, { env: prod, other: 1 }]
      words: { cmd: [pass, show, kask] }
`);
    const values = site.services.get("s")?.values;
    expect(site.services.get("s")?.valuePlaces?.["version"]).toBe(`${site.file}:8:16`);
    expect(values).toEqual({
      version: "v1.0.10",
      when: "2024-01-01",
      yes: "yes",
      deep: [
        new SecretReferenceValue({ kind: "hiera", key: "some_key" }),
        { a: new SecretReferenceValue({ kind: "env", name: "NAME" }) },
        { env: "prod", other: 1 },
      ],
      words: new SecretReferenceValue({ kind: "cmd", words: ["pass", "show", "kask"] }),
    });
  });

  test("may use anchors", async () => {
    const site = await load(`${minimal}    values: { a: &x [1, 2], b: *x }\n`);
    expect(site.services.get("s")?.values).toEqual({ a: [1, 2], b: [1, 2] });
  });

  test.each([
    ["the flag", { context: "b", env: { KASKCTL_CONTEXT: "c" } }, "b"],
    ["then KASKCTL_CONTEXT", { env: { KASKCTL_CONTEXT: "c" } }, "c"],
    ["then the file", {}, "a"],
    ["an empty variable is none", { env: { KASKCTL_CONTEXT: "" } }, "a"],
  ])("takes the context of %s", async (_, options, expected) => {
    const text = "context: a\ncontexts: { a: {project: p}, b: {project: p}, c: {project: p} }\n";
    expect((await load(text, options)).context.name).toBe(expected);
  });

  test("is the sample, which names host 02 for Kask and for Cassandra", async () => {
    const site = await load(sampleSiteText);
    expect(site.services.get("sessionstore")?.hosts).toEqual([
      "deployment-sessionstore02.deployment-prep.eqiad1.wikimedia.cloud",
    ]);
    expect(sampleSiteText).toContain("deployment-sessionstore04");
  });

  test.each([
    { project: "deployment-prep", service: "sessionstore", template: "sessionstore", hosts: ["h"] },
    { project: "p", service: "null", template: "./true", hosts: ["0123", "a.b"] },
    { project: "p", service: "c", template: "cassandra", hosts: ["h"] },
  ])("is what init writes: %o", async (request) => {
    const site = await load(newSiteText(request));
    expect([...site.services.keys()]).toEqual([request.service]);
    expect(site.services.get(request.service)?.hosts.length).toBe(request.hosts.length);
  });
});

/** A text, and each mistake as `line:column: message`. */
const bad: readonly [title: string, text: string, mistakes: readonly string[]][] = [
  ["an empty file", "", ["1:1: the file is empty, expected at least `contexts`"]],
  ["only a comment", "# hello\n", ["1:1: the file is empty, expected at least `contexts`"]],
  ["a list", "- a\n", ["1:1: the file is a list, expected a mapping"]],
  [
    "a syntax error",
    "contexts:\n  a: b: c\n",
    ["2:7: not valid YAML: bad indentation of a mapping entry"],
  ],
  ["two documents", `${minimal}---\nb: 1\n`, ["1:1: holds 2 YAML documents, not one"]],
  [
    "duplicate keys",
    "contexts:\n  a: { project: p }\n  a: { project: q }\n",
    ["3:3: the key `a` is here a second time"],
  ],
  [
    "a tag",
    "contexts:\n  a: { project: !secret p }\n",
    ["2:17: the tag !secret has no meaning here; quote a value that starts with !"],
  ],
  [
    "an alias of nothing",
    "contexts:\n  a: { project: p }\nservices:\n  s: { template: t, hosts: [a], values: { p: *x } }\n",
    ["4:46: this alias has no anchor before it; quote a value that starts with *"],
  ],
  [
    "a mistyped property",
    "contexts:\n  a:\n    projekt: p\n",
    [
      "3:5: `contexts.a` lacks `project`",
      "3:5: unknown property `projekt` in `contexts.a`. Did you mean project?",
    ],
  ],
  [
    "an unknown context, with CRLF line ends",
    "context: bata\r\ncontexts:\r\n  beta: { project: p }\r\n",
    ["1:10: there is no context `bata`. Did you mean beta?"],
  ],
  [
    "many mistakes at once, in the order of the file",
    `context: beta
contexts:
  beta:
    project: 12
    protected: "no"
    ssh: { transport: telnet, port: 22 }
    registry_url: registry.example.org
services:
  s:
    template: sessionstore
    hosts: []
    prefix: a/b
  bad name:
    template: x
    hosts: ["-a", ok, ok]
    values: { p: { cmd: pass show }, q: { env: a-b }, r: { hiera: "x')}" } }
    roles: profile::x
    endpoints: { eqiad: "kask:8080" }
`,
    [
      "4:14: `contexts.beta.project` is a number, expected a text; quote it",
      "5:16: `contexts.beta.protected` is a text, expected true or false",
      "6:23: `contexts.beta.ssh.transport` is `telnet`, expected openssh or ssh2",
      "6:31: unknown property `port` in `contexts.beta.ssh`. There are: jump, user, transport, config.",
      "7:19: `contexts.beta.registry_url` is not an http or https URL",
      "11:12: `services.s.hosts` must not be empty",
      "12:13: `services.s.prefix` is not an ENC prefix, or _",
      "13:3: `bad name` is not a name of letters, digits, `.`, `_` and `-`",
      "15:12: `services.bad name.hosts` names item 3 twice",
      "15:13: `services.bad name.hosts.0` is not a host name",
      "16:25: a reference to a secret is written { cmd: [word, …] }",
      "16:48: a reference to a secret is written { env: NAME }",
      "16:67: a reference to a secret is written { hiera: KEY }",
      "17:12: `services.bad name.roles` is a text, expected a list",
      "18:25: `services.bad name.endpoints.eqiad` is not an http or https URL",
    ],
  ],
  [
    "a prefix that the host does not start with",
    `contexts: { a: { project: p } }
services:
  s:
    template: t
    prefix: deployment-sessionstore
    hosts:
      - deployment-sessionstore02
      - deployment-echostore02
`,
    [
      "8:9: the name of host `deployment-echostore02` does not start with the prefix `deployment-sessionstore`, so the ENC would not give it the text",
    ],
  ],
  [
    "an integer that JavaScript would round",
    `${minimal}    values: { n: 9007199254740993 }\n`,
    ["7:18: an integer beyond 2^53 would be rounded; quote it if it is a text"],
  ],
];

describe("a bad site file", () => {
  test.each(bad)("%s is reported with its places", async (_, text, mistakes) => {
    const error = await load(text).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "site-invalid" });
    const lines = (error as Error).message.split("\n");
    const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
    expect(lines).toEqual([
      `The site file has ${count}:`,
      ...mistakes.map((line) => `${join(folder, "kaskctl.yaml")}:${line}`),
    ]);
  });

  test("cannot fill the memory with aliases of aliases", async () => {
    const levels = [1, 2, 3, 4, 5, 6].map(
      (n) =>
        `x${n}: &x${n} [${Array(10)
          .fill(`*x${n - 1}`)
          .join(", ")}]\n`,
    );
    const text = `x0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n${levels.join("")}`;
    await expect(load(text)).rejects.toThrow("stand for more than 100000 values");
  });

  test("never has its values repeated", async () => {
    const error = await load(`${minimal}    roles: [hunter2 x]
    values: { password: { file: [hunter2] }, other: !hunter2x y }
`).catch(String);
    expect(error).toContain("3 mistakes");
    expect(error).not.toMatch(/hunter2\b/);
  });

  test.each([
    ["unknown", minimal, { context: "bata" }, "Did you mean beta?"],
    ["several", "contexts: { a: {project: p}, b: {project: p} }\n", {}, "a, b"],
  ])("a context that is %s is wrong use", async (_, text, options, hint) => {
    await expect(load(text, options)).rejects.toMatchObject({
      code: "unknown-context",
      hint: expect.stringContaining(hint),
    });
  });
});

describe("where the site file is", () => {
  test("is the nearest folder above", async () => {
    await mkdir(join(folder, "a/b/c"), { recursive: true });
    await writeFile(join(folder, "kaskctl.yaml"), "");
    await writeFile(join(folder, "a/kaskctl.yaml"), "");
    expect(await findSite(join(folder, "a/b/c"))).toBe(join(folder, "a/kaskctl.yaml"));
  });

  test("is what KASKCTL_SITE says, unless the flag says otherwise", async () => {
    await writeFile(join(folder, "x.yaml"), minimal);
    const world = worldOf(folder, { KASKCTL_SITE: "x.yaml" });
    expect((await loadSite({ world })).file).toBe(join(folder, "x.yaml"));
    await expect(loadSite({ world, file: "y.yaml" })).rejects.toMatchObject({
      code: "file-unreadable",
      message: expect.stringContaining(join(folder, "y.yaml")),
    });
  });

  test("is told to be missing with what to do", async () => {
    await expect(findSite(folder)).rejects.toMatchObject({
      code: "site-missing",
      hint: expect.stringContaining("kaskctl init"),
    });
  });
});
