import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkConfig } from "../../service/check-config.ts";
import { loadConfig } from "../../service/load-config.ts";

function fileOf(text: string, name = "config.yaml"): string {
  const folder = mkdtempSync(join(tmpdir(), "kask-check-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test("everything that is wrong is told at once, each with its place", () => {
  const file = fileOf(`listen_port: '80'
cassandra:
  host: typo
  port: 0
stores:
  - name: a
    base_url: x
  - nam: b
    default_ttl: -1
`);
  expect(checkConfig([file])).toEqual({
    exitCode: 1,
    stderr: "",
    stdout: `error: ${file}:1:1: listen_port: must be an integer, not the text "80"
error: ${file}:4:3: cassandra.port: must be from 1 to 65535, not 0
error: ${file}:9:5: stores.1.default_ttl: must be 0 or more, not -1
error: ${file}:8:5: stores.1.name: must be given to each of several stores
warning: ${file}:3:3: cassandra.host: there is no such setting; did you mean cassandra.hosts?
warning: ${file}:7:5: stores.0.base_url: there is no such setting; did you mean stores.0.base_uri?
warning: ${file}:8:5: stores.1.nam: there is no such setting; did you mean stores.1.name?
${file}: Kask does not start with it
`,
  });
});

test("an unknown setting alone is a warning, and the file is one to start with", () => {
  const file = fileOf("zebra: 1\nbase_uri: sessions/v1\n");
  expect(checkConfig([file])).toEqual({
    exitCode: 0,
    stderr: "",
    stdout: `warning: ${file}:1:1: zebra: there is no such setting
${file}: Kask serves /sessions/v1/
`,
  });
});

test("a setting that stands more than once is a warning where it stands last", () => {
  const file = fileOf(
    "listen_port: 1\ncassandra: {port: 1}\nlisten_port: 2\ncassandra:\n  port: 2\n  port: 3\n",
  );
  expect(checkConfig([file])).toEqual({
    exitCode: 0,
    stderr: "",
    stdout: `warning: ${file}:3:1: listen_port: stands more than once; of equal settings the last counts
warning: ${file}:4:1: cassandra: stands more than once; of equal settings the last counts
warning: ${file}:6:3: cassandra.port: stands more than once; of equal settings the last counts
${file}: Kask serves /v1/
`,
  });
  const { config, warnings } = loadConfig([file]);
  expect(config).toMatchObject({ listen_port: 2, stores: [{ cassandra: { port: 3 } }] });
  expect(warnings).toHaveLength(3);
});

test.each([
  "*hunter2",
  "!hunter2{}",
  "!hunter!2",
  "!!hunter2[",
  "&hunter2",
  "{hunter2",
  "%hunter2",
])("a password that YAML does not take for a text, as %s, is not told", (password) => {
  const login = `  authentication: {username: kask, password: ${password}}\n`;
  const { stdout } = checkConfig([fileOf(`cassandra:\n${login}`)]);
  expect(stdout).toContain("Kask does not start with it");
  expect(stdout).not.toContain("hunter2");
});

test.each([
  "{username: kask, password: ab,hunter2}",
  "{username: kask, password: ab, hunter2: x, hunter2: y}",
  "{username: kask, password:hunter2}",
  "{kask:hunter2}",
  "kask:hunter2",
  "[kask, hunter2]",
  "\n    password:hunter2: x",
])("what may be a password without its quotes is not told as a setting: %s", (login) => {
  const text = `cassandra:\n  authentication: ${login}\n`;
  const texts = [
    text,
    `stores:\n- name: a\n  ${text.replaceAll("\n", "\n  ")}`,
    `password:hunter2: 1\n`,
  ];
  for (const each of texts) {
    const file = fileOf(each);
    expect(checkConfig([file]).stdout).toMatch(/error|warning/);
    expect(checkConfig([file]).stdout).not.toContain("hunter2");
    expect(JSON.stringify(startOf(file))).not.toContain("hunter2");
  }
});

test("a misspelt login is told by what it most likely stands for", () => {
  const file = fileOf("stores: [{name: a, cassandra: {authentication: {pasword: x}}}]\n");
  expect(checkConfig([file]).stdout).toContain(
    `warning: ${file}:1:49: stores.0.cassandra.authentication.…: there is no such setting; did you mean stores.0.cassandra.authentication.password?\n`,
  );
});

/** What a start with a file says. */
function startOf(file: string): unknown {
  try {
    return loadConfig([file]).warnings;
  } catch (error) {
    return String(error);
  }
}

test("a file that is not UTF-8 is refused", () => {
  const file = fileOf("");
  writeFileSync(file, Buffer.from("service_name: caf\xe9\n", "latin1"));
  expect(checkConfig([file]).stdout).toContain(`error: ${file}: not UTF-8\n`);
});

test("what is suggested is what may stand there", () => {
  const file = fileOf("nam: 1\nstores: [{name: a, listen_por: 1, max_tl: 2}]\n");
  const { stdout } = checkConfig([file]);
  expect(stdout).toContain(`${file}:1:1: nam: there is no such setting\n`);
  expect(stdout).toContain("stores.0.listen_por: there is no such setting\n");
  expect(stdout).toContain(
    "stores.0.max_tl: there is no such setting; did you mean stores.0.max_ttl?",
  );
});

test("one wrong file among several is exit code 1", () => {
  const { exitCode, stdout } = checkConfig([fileOf(""), "/nowhere.yaml", fileOf("a: [\n")]);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^\S+: Kask serves \/v1\/$/m);
  expect(stdout).toContain("cannot read the configuration file /nowhere.yaml: no such file");
  expect(stdout).toMatch(/^error: \S+config\.yaml:\d+:\d+: not YAML: /m);
});

test("--json has the same, for programs", () => {
  const file = fileOf("cassandra: {port: x}\nzebra: 1\n");
  const { stdout, exitCode } = checkConfig([file, "--json"]);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    schema_version: 1,
    files: [
      {
        file,
        starts: false,
        notes: [
          {
            severity: "error",
            setting: "cassandra.port",
            message: 'must be an integer, not the text "x"',
            line: 1,
            column: 13,
          },
          {
            severity: "warning",
            setting: "zebra",
            message: "there is no such setting",
            line: 2,
            column: 1,
          },
        ],
      },
    ],
  });
});

test.each([
  [[], "there is no FILE to check"],
  [["--nope"], "flag provided but not defined: -nope"],
])("%j is a misuse", (words, message) => {
  expect(checkConfig(words)).toEqual({
    stdout: "",
    stderr: `kask: ${message}. Try kask check-config --help.\n`,
    exitCode: 2,
  });
});

test("of several files each gives its stores, and the first decides for the process", () => {
  const one = fileOf("service_name: sessions\nbase_uri: sessions\nlisten_port: 1\n", "one.yaml");
  const two = fileOf("service_name: echo\nbase_uri: echo\nlisten_port: 2\nzebra: 1\n", "two.yaml");
  const { config, warnings } = loadConfig([one, two]);
  expect(config).toMatchObject({
    service_name: "sessions",
    listen_port: 1,
    stores: [
      { name: "sessions", base_uri: "/sessions/" },
      { name: "echo", base_uri: "/echo/" },
    ],
  });
  expect(warnings).toEqual([
    `Unknown settings are ignored: ${two}: zebra`,
    `What ${one} says of listen_port holds, not what ${two} says`,
  ]);
});

test("a file that is not there is passed over where another follows, as an image's own", () => {
  const mine = fileOf("base_uri: sessions\n");
  const { config, warnings } = loadConfig(["/etc/mediawiki-services-kask/none.yaml", mine]);
  expect(config.stores).toMatchObject([{ name: "", base_uri: "/sessions/" }]);
  expect(warnings).toEqual([
    "There is no /etc/mediawiki-services-kask/none.yaml; the configuration file after it is read",
  ]);
});

test("two files for one base URI are refused", () => {
  const [one, two] = [fileOf("service_name: a\n", "1.yaml"), fileOf("service_name: b\n", "2.yaml")];
  expect(() => loadConfig([one, two])).toThrow(
    `store 2 of ${one} and ${two}: base_uri must not be that of stores.0, "/v1/"`,
  );
});
