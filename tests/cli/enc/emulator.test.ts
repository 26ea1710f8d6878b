import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askOverHttp } from "../../../cli/base/http.ts";
import { encPromises } from "../../suites/enc.ts";
import { credentials, startTestEnc, type TestEnc } from "../../support/enc.ts";

describe("the emulated ENC keeps the ENC's promises", () => {
  let enc: TestEnc;
  beforeAll(async () => {
    enc = await startTestEnc();
  });
  afterAll(() => enc[Symbol.asyncDispose]());
  encPromises(async () => ({
    baseUrl: enc.emulator.encUrl,
    project: "deployment-prep",
    memberToken: await tokenOf(enc, "member"),
    readerToken: await tokenOf(enc, "reader"),
    strangerToken: await tokenOf(enc, "stranger"),
    prefix: "kaskctl-promise",
  }));
});

const realEnc = process.env["KASKCTL_ENC_URL"];
if (realEnc !== undefined) {
  describe(`the ENC at ${realEnc} keeps them too`, () => {
    encPromises(async () => ({
      baseUrl: realEnc,
      project: process.env["KASKCTL_ENC_PROJECT"] ?? "",
      memberToken: process.env["KASKCTL_ENC_TOKEN"] ?? "",
      readerToken: process.env["KASKCTL_ENC_READER_TOKEN"],
      strangerToken: process.env["KASKCTL_ENC_STRANGER_TOKEN"],
      prefix: `kaskctl-promise-${Date.now()}`,
    }));
  });
}

describe("what the database does", () => {
  const cases = [
    ["takes 65,535 bytes", `a: ${"x".repeat(65_531)}\n`, 200],
    ["refuses one byte more with 500", `a: ${"x".repeat(65_532)}\n`, 500],
  ] as const;

  test.each(cases)("it %s", async (_what, body, status) => {
    await using enc = await startTestEnc();
    expect(await post(enc, "prefix/p/hiera", body)).toBe(status);
    expect(enc.emulator.store.find("deployment-prep", "p")?.hiera).toBe(
      status === 200 ? body : undefined,
    );
  });

  test("it cuts a longer text between characters when SQL is not strict", async () => {
    await using enc = await startTestEnc({ column: { limitBytes: 10, tooLong: "truncate" } });
    expect(await post(enc, "prefix/p/hiera", "a: 12345éé\n")).toBe(200);
    expect(enc.emulator.store.find("deployment-prep", "p")?.hiera).toBe("a: 12345é");
  });

  test("a stored text that is no mapping breaks every matching node", async () => {
    await using enc = await startTestEnc();
    const { store, encUrl } = enc.emulator;
    const row = { hiera: "null\n", roles: [] };
    await store.commit([{ project: "deployment-prep", prefix: "host", row, commits: [] }]);
    const node = (fqdn: string) => fetch(`${encUrl}/v1/deployment-prep/node/${fqdn}`);
    expect((await node("host01.example")).status).toBe(500);
    expect(await (await node("other.example")).text()).toBe("hiera: {}\nroles: []\n");
  });

  test("it outlives the process in a file that only its owner reads", async () => {
    const folder = await mkdtemp(join(tmpdir(), "kaskctl-enc-"));
    const stateFile = join(folder, "enc.json");
    try {
      {
        await using enc = await startTestEnc({ stateFile });
        await post(enc, "prefix/p/hiera", "a: 1\n");
      }
      expect((await stat(stateFile)).mode & 0o777).toBe(0o600);
      expect(await readFile(stateFile, "utf8")).not.toContain(credentials.member.secret);
      await using enc = await startTestEnc({ stateFile });
      expect(enc.emulator.store.find("deployment-prep", "p")).toMatchObject({ hiera: "a: 1\n" });
      expect(enc.emulator.store.history()).toHaveLength(1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("the git mirror", () => {
  test("has one commit for each content that changed, with its author and message", async () => {
    await using enc = await startTestEnc();
    await post(enc, "prefix/p/hiera", "a: 1\n");
    await post(enc, "prefix/p/hiera", "a: 1\n");
    await post(enc, "prefix/_/roles", "[role::b, role::a]");
    await ask(enc, "prefix/p", { method: "DELETE" });
    const history = enc.emulator.store.history();
    expect(history.map(({ message, file, content }) => [message, file, content])).toEqual([
      ["Update Hiera for deployment-prep p", "hiera", "a: 1\n"],
      ["Update roles for deployment-prep _", "roles", "- role::a\n- role::b\n"],
      ["Delete data for deployment-prep p", "hiera", undefined],
    ]);
    expect(new Set(history.map(({ user }) => user))).toEqual(new Set(["u-alice"]));
  });

  test("has none for an edit that asks for none", async () => {
    await using enc = await startTestEnc();
    await ask(enc, "prefix/p/hiera", {
      method: "POST",
      body: "a: 1\n",
      headers: { "x-enc-edit-git": "false" },
    });
    expect(enc.emulator.store.history()).toEqual([]);
  });
});

describe("the emulated Keystone", () => {
  test("answers who asks for its version", async () => {
    await using enc = await startTestEnc();
    const response = await fetch(enc.emulator.keystoneUrl);
    expect(await response.json()).toMatchObject({ version: { id: "v3.14", status: "stable" } });
  });

  const byId = { id: "c-member", secret: credentials.member.secret };
  const byName = { name: "kaskctl", user: { name: "alice", domain: { id: "default" } } };
  const withApp = (application_credential: object) => ({
    identity: { methods: ["application_credential"], application_credential },
  });
  test.each([
    ["a credential by id", withApp(byId), 201],
    ["a credential by name and user", withApp({ ...byName, secret: byId.secret }), 201],
    ["a wrong secret", withApp({ ...byId, secret: "wrong" }), 401],
    ["an unknown id", withApp({ ...byId, id: "none" }), 401],
    ["a password", { identity: { methods: ["password"] } }, 401],
    ["a scope beside a credential", { ...withApp(byId), scope: { project: { id: "x" } } }, 403],
    ["no identity", {}, 400],
  ])("answers %s", async (_what, auth, status) => {
    await using enc = await startTestEnc();
    expect((await login(enc, { auth })).status).toBe(status);
  });

  test("refuses a credential that has expired", async () => {
    const expired = { ...credentials.member, expiresAtMs: Date.UTC(2025, 0, 1) };
    await using enc = await startTestEnc({ credentials: [expired] });
    expect((await login(enc, { auth: withApp(byId) })).status).toBe(401);
  });

  test("ends a token when its time is over", async () => {
    await using enc = await startTestEnc({ tokenLifetimeMs: 60_000 });
    const token = await tokenOf(enc, "member");
    enc.clock.advance(59_999);
    expect(enc.emulator.keystone.identify(token)).toMatchObject({ userId: "u-alice" });
    enc.clock.advance(1);
    expect(enc.emulator.keystone.identify(token)).toBeUndefined();
  });

  test("an administrator of the project admin deletes a whole project", async () => {
    await using enc = await startTestEnc();
    await post(enc, "prefix/p/hiera", "a: 1\n");
    const token = await tokenOf(enc, "administrator");
    const response = await fetch(`${enc.emulator.encUrl}/v1/admin/project/deployment-prep`, {
      method: "DELETE",
      headers: { accept: "application/json", "x-auth-token": token },
    });
    expect(await response.json()).toEqual({ status: "ok" });
    expect(enc.emulator.store.prefixes()).toEqual([]);
  });
});

function login(enc: TestEnc, body: object): Promise<Response> {
  return fetch(`${enc.emulator.keystoneUrl}/auth/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function tokenOf(enc: TestEnc, who: keyof typeof credentials): Promise<string> {
  return (await enc.client(who).session()).token.reveal();
}

async function post(enc: TestEnc, path: string, body: string): Promise<number> {
  return (await ask(enc, path, { method: "POST", body })).status;
}

async function ask(
  enc: TestEnc,
  path: string,
  ask: { method: string; body?: string; headers?: Record<string, string> },
) {
  const { world, emulator } = enc;
  return askOverHttp(world, {
    ...ask,
    url: `${emulator.encUrl}/v1/deployment-prep/${path}`,
    headers: {
      accept: "application/json",
      "x-auth-token": await tokenOf(enc, "member"),
      ...ask.headers,
    },
    doing: "ask",
    whom: "the ENC",
    unreachable: "enc-unreachable",
  });
}
