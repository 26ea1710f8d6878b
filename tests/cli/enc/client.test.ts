import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import type { KaskctlError } from "../../../cli/base/errors.ts";
import { Secret } from "../../../cli/base/secret.ts";
import { createEncClient } from "../../../cli/enc/client.ts";
import type { Enc } from "../../../cli/enc/enc.ts";
import {
  credentialOf,
  credentials,
  handClock,
  startTestEnc,
  worldWith,
} from "../../support/enc.ts";
import { freePort } from "../../support/free-port.ts";

describe("reading", () => {
  test("a prefix has its text byte for byte and its roles sorted", async () => {
    await using enc = await startTestEnc();
    const client = enc.client();
    const text = "# kept\nb: ü\na: 1\n";
    await client.writeHiera("p", text);
    await client.writeRoles("p", ["role::b", "role::a"]);
    expect(await client.read("p")).toEqual({ prefix: "p", text, roles: ["role::a", "role::b"] });
  });

  test("a prefix that is not there has no text and no roles", async () => {
    await using enc = await startTestEnc();
    expect(await enc.client().read("none")).toEqual({ prefix: "none", text: undefined, roles: [] });
  });

  test("an empty mapping is a text, and no text is none", async () => {
    await using enc = await startTestEnc();
    const client = enc.client();
    await client.writeHiera("p", "{}\n");
    expect((await client.read("p")).text).toBe("{}\n");
  });

  test.each(["_", "deployment-sessionstore02.deployment-prep.eqiad1.wikimedia.cloud", "a b%c?d#e"])(
    "the prefix %s is found again under its own name",
    async (prefix) => {
      await using enc = await startTestEnc();
      const client = enc.client();
      await client.writeHiera(prefix, "a: 1\n");
      expect(await client.listPrefixes()).toEqual([prefix]);
      expect((await client.read(prefix)).text).toBe("a: 1\n");
      await client.deletePrefix(prefix);
      expect(await client.listPrefixes()).toEqual([]);
    },
  );

  test("a node is read without a token where the ENC's address is known", async () => {
    await using enc = await startTestEnc();
    const writer = enc.client();
    await writer.writeHiera("p", "a: 1\n");
    await writer.writeRoles("p", ["role::a"]);
    enc.answers.length = 0;
    const node = await enc.client("member", { encUrl: enc.emulator.encUrl }).readNode("p1.example");
    expect(node).toEqual({ hiera: new Map([["a", 1]]), roles: ["role::a"] });
    expect(enc.answers).toEqual(["GET /v1/deployment-prep/node/p1.example 200"]);
  });
});

describe("logging in", () => {
  test("happens once for many requests", async () => {
    await using enc = await startTestEnc();
    const client = enc.client();
    await client.listPrefixes();
    await client.listPrefixes();
    expect(loginsOf(enc.answers)).toBe(1);
  });

  test("happens once for requests beside each other, also when their token is refused", async () => {
    await using enc = await startTestEnc();
    const client = enc.client();
    const four = () => Promise.all(["a", "b", "c", "d"].map((prefix) => client.read(prefix)));
    await four();
    expect(loginsOf(enc.answers)).toBe(1);
    enc.emulator.keystone.revokeTokens();
    await four();
    expect(loginsOf(enc.answers)).toBe(2);
  });

  test("by the credential's name and user is the same", async () => {
    await using enc = await startTestEnc();
    const user = { name: "alice", domain: { id: "default" } };
    const client = enc.client("member", { applicationCredential: { name: "kaskctl", user } });
    expect(await client.session()).toMatchObject({ user: "alice", roles: ["member", "reader"] });
  });

  test("works with an auth_url without /v3", async () => {
    await using enc = await startTestEnc();
    const client = enc.client("member", { keystoneUrl: `${enc.emulator.encUrl}/` });
    expect((await client.session()).project.id).toBe("deployment-prep");
  });

  test("is done again, once, when the token is refused; the request is then repeated", async () => {
    await using enc = await startTestEnc();
    const client = enc.client();
    await client.listPrefixes();
    enc.emulator.keystone.revokeTokens();
    enc.answers.length = 0;
    await client.writeHiera("p", "a: 1\n");
    expect(enc.answers).toEqual([
      "POST /v1/deployment-prep/prefix/p/hiera 401",
      "POST /v3/auth/tokens 201",
      "POST /v1/deployment-prep/prefix/p/hiera 200",
    ]);
  });

  test("is not tried a third time", async () => {
    await using enc = await startTestEnc();
    await using other = await startTestEnc();
    const client = enc.client("member", { encUrl: other.emulator.encUrl });
    const error = await refused(client.listPrefixes());
    expect(error).toMatchObject({ code: "enc-refused" });
    expect(error.message).toContain("401");
    expect(error.hint).toContain("same cloud");
    expect(other.answers).toHaveLength(2);
  });

  test("is done anew before a token ends", async () => {
    await using enc = await startTestEnc({ tokenLifetimeMs: 120_000 });
    const client = enc.client();
    await client.listPrefixes();
    enc.clock.advance(60_000);
    enc.answers.length = 0;
    await client.listPrefixes();
    expect(enc.answers).toEqual(["POST /v3/auth/tokens 201", "GET /v1/deployment-prep/prefix 200"]);
  });

  const nobody = { name: "x", user: { id: "nobody" } };
  test.each([
    ["a wrong secret", { id: "c-member" }],
    ["an unknown id", { id: "c-none" }],
    ["an unknown name", nobody],
  ])("with %s is refused with the way to a credential", async (_what, applicationCredential) => {
    await using enc = await startTestEnc();
    const secret = new Secret("not-the-secret");
    const error = await refused(
      enc.client("member", { applicationCredential, secret }).listPrefixes(),
    );
    expect(error).toMatchObject({ code: "keystone-refused" });
    expect(error.hint).toContain("horizon.wikimedia.org/identity/application_credentials");
    expect(`${error.message}${error.hint}`).not.toContain("not-the-secret");
  });

  test("at a server that is no Keystone says so", async () => {
    await using server = await serve((_request, response) => response.end("<h1>It works</h1>"));
    const error = await refused(clientOf({ keystoneUrl: server.url }).listPrefixes());
    expect(error).toMatchObject({ code: "keystone-refused" });
    expect(error.hint).toContain("auth_url");
  });

  test("at a Keystone that fails by itself does not blame the credential", async () => {
    await using server = await serve((_request, response) =>
      response.writeHead(503).end('{"error": {"code": 503, "message": "Database is away."}}'),
    );
    const error = await refused(clientOf({ keystoneUrl: server.url }).listPrefixes());
    expect(error).toMatchObject({ code: "keystone-refused", hint: expect.stringMatching(/later/) });
    expect(error.message).toContain("503 (Database is away.)");
  });

  test("at a closed port is keystone-unreachable", async () => {
    const error = await refused(clientOf({ keystoneUrl: await closedPort() }).listPrefixes());
    expect(error).toMatchObject({ code: "keystone-unreachable" });
    expect(error.message).toContain("connection refused");
  });

  test("without an endpoint in the catalogue says what is missing", async () => {
    await using enc = await startTestEnc();
    const error = await refused(enc.client("member", { region: "codfw1dev-r" }).listPrefixes());
    expect(error.message).toContain("puppet-enc");
    expect(error.hint).toContain("region");
  });
});

describe("refusals", () => {
  test("a credential of another project is told which project it is for", async () => {
    await using enc = await startTestEnc();
    const error = await refused(enc.client("stranger").read("p"));
    expect(error.code).toBe("enc-refused");
    expect(error.message).toContain("403");
    expect(error.hint).toContain("belongs to project tools");
    expect(error.hint).toContain("not to deployment-prep");
  });

  test("a reader reads, and is told the policy that stops a write", async () => {
    await using enc = await startTestEnc();
    const client = enc.client("reader");
    expect(await client.listPrefixes()).toEqual([]);
    const writes = [
      ["prefix:update", () => client.writeHiera("p", "a: 1\n")],
      ["prefix:update", () => client.writeRoles("p", [])],
      ["prefix:delete", () => client.deletePrefix("p")],
    ] as const;
    for (const [policy, write] of writes) {
      const error = await refused(write());
      expect(error.code).toBe("enc-refused");
      expect(error.hint).toContain(policy);
      expect(error.hint).toContain("has: reader");
    }
    expect(enc.emulator.store.prefixes()).toEqual([]);
  });

  const cases: readonly [string, (enc: Enc) => Promise<unknown>, string][] = [
    ["no mapping", (enc) => enc.writeHiera("p", "- a\n"), "Provided YAML should be a dictionary"],
    ["no YAML", (enc) => enc.writeHiera("p", "a: b: c"), "Unable to parse input"],
    ["65,536 bytes", (enc) => enc.writeHiera("p", `a: ${"x".repeat(65_532)}\n`), "500"],
    ["1 MiB", (enc) => enc.writeHiera("p", `a: ${"x".repeat(1024 * 1024)}\n`), "413"],
    ["no prefix", (enc) => enc.deletePrefix("none"), "notfound"],
  ];
  test.each(cases)("%s is refused with the ENC's words", async (_what, write, words) => {
    await using enc = await startTestEnc();
    const error = await refused(write(enc.client()));
    expect(error.code).toBe("enc-refused");
    expect(error.message).toContain(words);
    expect(error.hint).toMatch(/\.$/);
    expect(enc.emulator.store.history()).toEqual([]);
  });

  test("a 404 of another server does not pass for an empty prefix", async () => {
    await using enc = await startTestEnc();
    const client = enc.client("member", { encUrl: `${enc.emulator.encUrl}/elsewhere` });
    expect(await refused(client.read("p"))).toMatchObject({ code: "enc-refused" });
  });

  test("a closed port is enc-unreachable, and a write says that its fate is unknown", async () => {
    await using enc = await startTestEnc();
    const client = enc.client("member", { encUrl: await closedPort() });
    expect(await refused(client.listPrefixes())).toMatchObject({ code: "enc-unreachable" });
    expect((await refused(client.writeHiera("p", "a: 1\n"))).hint).toContain("unknown");
  });

  test("a server that never answers is enc-unreachable after the time allowed", async () => {
    await using server = await serve(() => undefined);
    await using enc = await startTestEnc();
    const credential = { ...credentialOf(enc.emulator), encUrl: server.url };
    const options = { credential, project: "p", world: enc.world, timeoutMs: 50 };
    const error = await refused(createEncClient(options).listPrefixes());
    expect(error).toMatchObject({ code: "enc-unreachable" });
    expect(error.message).toContain("no answer within 0.05 s");
  });

  test("Ctrl-C ends a request", async () => {
    const controller = new AbortController();
    await using server = await serve(() => controller.abort());
    await using enc = await startTestEnc();
    const credential = { ...credentialOf(enc.emulator), encUrl: server.url };
    const world = worldWith(enc.clock, controller.signal);
    const error = await refused(createEncClient({ credential, project: "p", world }).readNode("x"));
    expect(error).toMatchObject({ code: "interrupted" });
  });

  test("a redirect is not followed, so that the token stays where it belongs", async () => {
    await using thief = await serve((_request, response) => response.end("{}"));
    await using enc = await startTestEnc();
    await using server = await serve((_request, response) =>
      response.writeHead(302, { location: `${thief.url}/` }).end(),
    );
    const client = enc.client("member", { encUrl: server.url });
    expect(await refused(client.listPrefixes())).toMatchObject({ code: "enc-refused" });
    expect(thief.requests()).toBe(0);
  });
});

test("neither token nor secret shows when a client is printed or fails", async () => {
  await using enc = await startTestEnc();
  const client = enc.client("stranger");
  const session = await client.session();
  const error = await refused(client.listPrefixes());
  const shown = [JSON.stringify(session), String(session.token), error.message, error.hint].join();
  expect(shown).not.toContain(session.token.reveal());
  expect(shown).not.toContain(credentials.stranger.secret);
});

function clientOf({ keystoneUrl }: { keystoneUrl: string }): Enc {
  const world = worldWith(handClock());
  return createEncClient({ credential: credentialOf({ keystoneUrl }), project: "p", world });
}

async function refused(promise: Promise<unknown>): Promise<KaskctlError> {
  return promise.then(
    () => expect.fail("it was not refused"),
    (error) => error as KaskctlError,
  );
}

function loginsOf(answers: readonly string[]): number {
  return answers.filter((answer) => answer.startsWith("POST /v3/auth/tokens")).length;
}

type Listener = Parameters<typeof createServer>[1];

async function serve(listener: NonNullable<Listener>) {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    listener(request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** An origin at which nobody listens. */
async function closedPort(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}`;
}
