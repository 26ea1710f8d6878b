import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { connect as connectTcp, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { parseArguments } from "../../service/arguments.ts";
import { configure } from "../../service/configure.ts";
import { freePort } from "../support/free-port.ts";
import { ask } from "../support/running-kask.ts";

const mainFile = join(import.meta.dirname, "../../service/main.ts");
const fixtures = join(import.meta.dirname, "fixtures");

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real program; `ended` resolves when it is gone, `started` when it serves. */
function run(
  words: readonly string[],
  state: string,
): { child: ChildProcess; ended: Promise<Ending>; started: Promise<string> } {
  const env = { ...process.env, XDG_STATE_HOME: state };
  const child = spawn(process.execPath, [mainFile, ...words], { env, stdio: "pipe" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const reader = createInterface(child.stdout);
  const started = new Promise<string>((resolve, reject) => {
    reader.on("line", (line) => {
      lines.push(line);
      const url = /Starting service as (\S+?)"/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    reader.on("close", () => reject(new Error(`kask ended: ${lines.join("\n")}${stderr}`)));
  });
  started.catch(() => {});
  const ended = new Promise<Ending>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout: lines.join("\n"), stderr }));
  });
  return { child, ended, started };
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kask-main-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function configFile(text: string): Promise<{ folder: string; file: string }> {
  const folder = await temporaryFolder();
  const file = join(folder, "config.yaml");
  await writeFile(file, text);
  return { folder, file };
}

/** A port that something else holds until the test ends. */
async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function expectNoStackTrace(ending: Ending): void {
  expect(ending.stderr + ending.stdout).not.toMatch(/^\s+at /m);
}

test("without a config it keeps values in the user's state folder, over a restart", async () => {
  const state = await temporaryFolder();
  const first = run(["--listen", "127.0.0.1:0"], state);
  const url = new URL(await first.started);
  expect(url.pathname).toBe("/v1/");
  expect((await ask(Number(url.port), "POST", "/v1/k", { body: "v" })).status).toBe(201);
  first.child.kill("SIGTERM");
  const ending = await first.ended;
  expect(ending.code).toBe(0);
  expect(ending.stdout).toContain(`The embedded store keeps its values in ${join(state, "kask")}"`);
  expect(existsSync(join(state, "kask", "data.mdb"))).toBe(true);

  const second = run(["--listen", "127.0.0.1:0"], state);
  const port = Number(new URL(await second.started).port);
  expect((await ask(port, "GET", "/v1/k")).body.toString()).toBe("v");
  second.child.kill("SIGINT");
  expect((await second.ended).code).toBe(0);
});

test("SIGTERM lets a running request finish, ends its connection and then the program", async () => {
  const state = await temporaryFolder();
  const { child, ended, started } = run(["-listen=127.0.0.1:0"], state);
  const socket = connectTcp(Number(new URL(await started).port), "127.0.0.1");
  const heard: Buffer[] = [];
  socket.on("data", (chunk) => heard.push(chunk));
  const closed = new Promise((resolve) => socket.on("close", resolve));
  const continued = new Promise((resolve) => socket.once("data", resolve));
  socket.write(
    "POST /v1/k HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n",
  );
  await continued;
  const stopping = new Promise((resolve) => {
    createInterface(child.stdout ?? process.stdin).on("line", (line) => {
      if (line.includes("Stopping (SIGTERM)")) resolve(line);
    });
  });
  child.kill("SIGTERM");
  await stopping;
  socket.write("ok");
  await closed;
  expect(Buffer.concat(heard).toString()).toMatch(
    /HTTP\/1\.1 201 Created\r\n(?:.+\r\n)*Connection: close/,
  );
  expect((await ended).code).toBe(0);
});

test("the words of Wikimedia's unit are understood, and the config's settings hold", async () => {
  const { folder, file } = await configFile(
    "service_name: sessions\nbase_uri: /sessions/v1\nlisten_address: localhost\nlisten_port: 0\ncassandra:\n  host: typo\n",
  );
  const data = join(folder, "data");
  const words = ["--store", "embedded", "--data", data, "--config", file];
  const { child, ended, started } = run([...words, "./kask", "--config", "/nowhere"], folder);
  const url = new URL(await started);
  expect(url.pathname).toBe("/sessions/v1/");
  expect((await ask(Number(url.port), "GET", "/healthz")).status).toBe(200);
  child.kill("SIGTERM");
  const { stdout } = await ended;
  expect(stdout).toContain(
    "Unknown settings are ignored: cassandra.host (did you mean cassandra.hosts?)",
  );
  for (const line of stdout.split("\n")) {
    expect(JSON.parse(line)).toMatchObject({ appname: "sessions", msg: expect.any(String) });
  }
  expect(existsSync(join(data, "data.mdb"))).toBe(true);
});

test("of several stores a log line names the one that a request was for", async () => {
  const { folder, file } = await configFile(
    "log_level: debug\nstores: [{name: sessions, base_uri: /sessions/v1/}, {name: echo, base_uri: /echo/v1/}]\n",
  );
  const words = ["--store", "embedded", "--config", file, "--listen", "127.0.0.1:0"];
  const { child, ended, started } = run(words, folder);
  const port = Number(new URL(await started).port);
  expect((await ask(port, "POST", "/echo/v1/k")).status).toBe(400);
  child.kill("SIGTERM");
  const lines = (await ended).stdout.split("\n").map((line) => JSON.parse(line));
  expect(lines.filter(({ store }) => store === "echo").map(({ msg }) => msg)).toEqual([
    "Request body is empty",
    expect.stringMatching(/^POST answered with 400/),
  ]);
});

test("the log warns of --data where Cassandra keeps the values", async () => {
  const parsed = parseArguments(["--store", "cassandra", "--data", "/somewhere"]);
  if (!parsed.ok) throw new Error(parsed.message);
  const { warnings } = await configure(parsed.arguments, undefined);
  expect(warnings).toEqual(["--data is ignored: the values are kept in Cassandra"]);
});

test("with --fail-fast it ends when Cassandra is not there, and never falls back to a local disk", async () => {
  const port = await freePort();
  const { folder, file } = await configFile(`cassandra: {hosts: [127.0.0.1], port: ${port}}\n`);
  const words = ["--fail-fast", "--config", file, "--listen", "127.0.0.1:0"];
  const ending = await run(words, folder).ended;
  expect(ending.code).toBe(1);
  expect(ending.stderr).toMatch(
    /^kask: Error connecting to Cassandra at 127\.0\.0\.1, port \d+: .*ECONNREFUSED.*\n$/,
  );
  expect(JSON.parse(ending.stdout.split("\n").at(-1) ?? "")).toMatchObject({ level: "FATAL" });
  expect(existsSync(join(folder, "kask"))).toBe(false);
  expectNoStackTrace(ending);
});

test("every mistake of a config is told at once, with file, line and column", async () => {
  const { folder, file } = await configFile("listen_port: '80'\nlog_level: loud\ntls: []\n");
  const ending = await run(["--config", file], folder).ended;
  expect(ending).toEqual({
    code: 1,
    stdout: "",
    stderr: [
      `kask: ${file}:1:1: listen_port: must be an integer, not the text "80"`,
      `kask: ${file}:2:1: log_level: must be one of debug, info, warning, error, fatal, not "loud"`,
      `kask: ${file}:3:1: tls: must be a mapping, not a list`,
      "",
    ].join("\n"),
  });
});

test("a config that is no YAML is told with line and column", async () => {
  const { folder, file } = await configFile("a: 1\nb: [\n");
  const ending = await run(["--config", file], folder).ended;
  expect(ending.code).toBe(1);
  expect(ending.stderr).toMatch(new RegExp(`^kask: ${file}:\\d+:\\d+: not YAML: .+\\n$`));
});

test("a missing config is told with its path", async () => {
  const ending = await run(["--config", "/nowhere/config.yaml"], await temporaryFolder()).ended;
  expect(ending.code).toBe(1);
  expect(ending.stderr).toBe(
    "kask: cannot read the configuration file /nowhere/config.yaml: no such file or directory. Check its path and mode.\n",
  );
});

test("a taken port is told with the address", async () => {
  const port = await takenPort();
  const ending = await run(["--listen", `127.0.0.1:${port}`], await temporaryFolder()).ended;
  expect(ending.code).toBe(1);
  expect(ending.stderr).toContain(`cannot listen on 127.0.0.1:${port}: the port is taken`);
  expectNoStackTrace(ending);
});

test.each([
  ["/proc/kask/data", "no such file or directory"],
  ["/dev/null", "it is no folder"],
  ["/dev/null/data", "a part of its path is no folder"],
])("a data folder %j that cannot be made is told at once", async (folder, reason) => {
  const ending = await run(["--data", folder], await temporaryFolder()).ended;
  expect(ending.code).toBe(1);
  expect(ending.stderr).toContain(
    `kask: cannot use the data folder ${JSON.stringify(folder)}: ${reason}`,
  );
  expect(ending.stderr).toContain("Choose another with --data.");
  expectNoStackTrace(ending);
});

test("a wrong flag is exit 2 and nothing else happens", async () => {
  const state = await temporaryFolder();
  const ending = await run(["--stor", "embedded"], state).ended;
  expect(ending).toEqual({
    code: 2,
    stdout: "",
    stderr:
      "kask: flag provided but not defined: -stor (did you mean --store?). Try kask --help.\n",
  });
  expect(existsSync(join(state, "kask"))).toBe(false);
});

test.each([
  ["--help", /^kask: a session store/],
  ["--version", /^kask \S+ \(node\d+/],
])("%s prints and exits 0", async (word, expected) => {
  const ending = await run([word], await temporaryFolder()).ended;
  expect(ending).toMatchObject({ code: 0, stderr: "" });
  expect(ending.stdout).toMatch(expected);
});

test("an unreadable certificate is told with its setting", async () => {
  const { folder, file } = await configFile("tls: {cert: /nowhere/c.pem, key: /nowhere/k.pem}\n");
  const ending = await run(["--store", "embedded", "--config", file], folder).ended;
  expect(ending.code).toBe(1);
  expect(ending.stderr).toBe(
    "kask: cannot use tls.cert /nowhere/c.pem: no such file or directory\n",
  );
});

test("a key that does not fit the certificate is refused at start", async () => {
  const cert = join(fixtures, "tls-cert.pem");
  const key = join(fixtures, "tls-key-2.pem");
  const { folder, file } = await configFile(`tls: {cert: ${cert}, key: ${key}}\n`);
  const ending = await run(["--store", "embedded", "--config", file], folder).ended;
  expect(ending).toMatchObject({
    code: 1,
    stderr: `kask: cannot use tls.key ${key}: it is not the key of tls.cert ${cert}\n`,
  });
});

test("with tls.cert and tls.key it speaks HTTPS", async () => {
  const [cert, key] = [join(fixtures, "tls-cert.pem"), join(fixtures, "tls-key.pem")];
  const { folder, file } = await configFile(`tls: {cert: ${cert}, key: ${key}}\n`);
  const words = ["--store", "embedded", "--config", file, "--listen", "127.0.0.1:0"];
  const url = new URL(await run(words, folder).started);
  expect(url.protocol).toBe("https:");
  const ca = await readFile(cert);
  const status = await new Promise((resolve, reject) => {
    get(new URL("/healthz", url), { ca, agent: false }, (answer) =>
      resolve(answer.resume().statusCode),
    ).on("error", reject);
  });
  expect(status).toBe(200);
});

test("openapi_spec is served with the base URI put in, and a missing file is replaced", async () => {
  const { folder, file } = await configFile(
    `openapi_spec: ${join(await temporaryFolder(), "none.yaml")}\n`,
  );
  const words = ["--store", "embedded", "--config", file, "--listen", "127.0.0.1:0"];
  const replaced = Number(new URL(await run(words, folder).started).port);
  expect((await ask(replaced, "GET", "/openapi")).body.toString()).toContain('"/v1/{key}"');

  const spec = join(folder, "openapi.yaml");
  await writeFile(spec, 'paths: {"{{- .BaseURI -}}{key}": {}}\n');
  await writeFile(file, `openapi_spec: ${spec}\n`);
  const served = Number(
    new URL(await run([...words, "--data", join(folder, "b")], folder).started).port,
  );
  expect((await ask(served, "GET", "/openapi")).body.toString()).toBe('paths: {"/v1/{key}": {}}\n');
});

test("several files are several stores of one process, each with its own values and metrics", async () => {
  const sessions = await configFile("service_name: sessions\nbase_uri: sessions/v1\n");
  const echo = await configFile("service_name: echo\nbase_uri: echo/v1\nmax_ttl: 5\n");
  const engine = ["--store", "embedded", "--data", join(sessions.folder, "data")];
  const words = [...engine, "--config", sessions.file, "--config", echo.file];
  const { started } = run([...words, "--listen", "127.0.0.1:0"], sessions.folder);
  const port = Number(new URL(await started).port);
  for (const base of ["sessions", "echo"]) {
    expect((await ask(port, "POST", `/${base}/v1/k`, { body: base })).status).toBe(201);
  }
  for (const base of ["sessions", "echo"]) {
    expect((await ask(port, "GET", `/${base}/v1/k`)).body.toString()).toBe(base);
  }
  const long = { body: "v", headers: { "Kask-TTL": "6" } };
  expect((await ask(port, "POST", "/echo/v1/k", long)).status).toBe(400);
  expect((await ask(port, "POST", "/sessions/v1/k", long)).status).toBe(201);
  const { body } = await ask(port, "GET", "/metrics");
  expect(body.toString()).toContain(
    'kask_store_duration_seconds_count{store="echo",operation="set",outcome="stored"} 1',
  );
});

test.each([
  [["check-config", "/nowhere.yaml"], 1, /^error: cannot read the configuration file/],
  [["check-config", "--help"], 0, /^Usage: kask check-config/],
  [["schema"], 0, /^-- One copy only/],
  [["schema", "--help"], 0, /^Usage: kask schema/],
  [["--version", "schema"], 0, /^kask \S+ \(node/],
])("%j does as its first word says", async (words, code, expected) => {
  const ending = await run(words, await temporaryFolder()).ended;
  expect(ending.stdout).toMatch(expected);
  expect(ending.code).toBe(code);
});

test("a misspelt command is no server", async () => {
  expect(await run(["check-confg", "a.yaml"], await temporaryFolder()).ended).toEqual({
    code: 2,
    stdout: "",
    stderr: "kask: there is no command check-confg; did you mean check-config? Try kask --help.\n",
  });
});

test("what the command line says of consistency reaches every store", async () => {
  const { file } = await configFile(
    "stores: [{name: a, base_uri: a}, {name: b, base_uri: b, cassandra: {create_serial: local}}]\n",
  );
  const flags = ["--delete-consistency", "local-quorum", "--create-serial", "global"];
  const parsed = parseArguments(["--config", file, ...flags, "--listen", ":1"]);
  if (!parsed.ok) throw new Error(parsed.message);
  const { options } = await configure(parsed.arguments, undefined);
  expect(options).toMatchObject({ storeKind: "cassandra", address: "", port: 1, failFast: false });
  for (const { cassandra } of options.config.stores) {
    expect(cassandra).toMatchObject({
      delete_consistency: "LOCAL_QUORUM",
      create_serial: "global",
    });
  }
});
