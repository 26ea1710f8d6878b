import { describe, expect, test } from "vitest";
import type { KaskctlError } from "../../../cli/base/errors.ts";
import type { Plan } from "../../../cli/deploy/plan.ts";
import { type PushInput, push } from "../../../cli/deploy/push.ts";
import { sha256 } from "../../../cli/deploy/sha256.ts";
import type { Enc } from "../../../cli/enc/enc.ts";
import { startTestEnc, type TestEnc } from "../../support/enc.ts";
import { fqdnOf, kaskText, planOf, sessionstore } from "../../support/plan.ts";

const prefix = "deployment-sessionstore";
const hosts = ["deployment-sessionstore02", "deployment-sessionstore03"].map(fqdnOf);
const two = { ...sessionstore, hosts, prefixes: hosts };

function pushed(enc: TestEnc, plan: Plan, changes: Partial<PushInput> = {}) {
  return push({
    plan,
    enc: enc.client(),
    clock: enc.clock,
    publishedSecrets: [],
    allowed: [],
    ...changes,
  });
}

/** The error, after a look that nothing was written since the call. */
async function refusedWithoutWriting(
  enc: TestEnc,
  plan: Plan,
  changes: Partial<PushInput> = {},
): Promise<KaskctlError> {
  const history = enc.emulator.store.history().length;
  enc.answers.length = 0;
  const error = await failure(pushed(enc, plan, changes));
  expect(writesOf(enc)).toEqual([]);
  expect(enc.emulator.store.history()).toHaveLength(history);
  return error;
}

function failure(promise: Promise<unknown>): Promise<KaskctlError> {
  return promise.then(
    () => expect.fail("it was not refused"),
    (error) => error as KaskctlError,
  );
}

function writesOf(enc: TestEnc): readonly string[] {
  return enc.answers.filter((answer) => /^(POST|PUT|DELETE) \/v1/.test(answer));
}

describe("a push", () => {
  test("writes text and roles, and has read both back", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc);
    enc.answers.length = 0;
    const { written } = await pushed(enc, plan);
    expect(written).toEqual([{ prefix, text: true, roles: true, sha256: sha256(kaskText()) }]);
    expect(writesOf(enc)).toEqual([
      `POST /v1/deployment-prep/prefix/${prefix}/hiera 200`,
      `POST /v1/deployment-prep/prefix/${prefix}/roles 200`,
    ]);
    expect(enc.answers.at(-1)).toMatch(/^GET .*roles 200$/);
    expect(await enc.client().read(prefix)).toEqual({
      prefix,
      text: kaskText(),
      roles: ["role::beta::cassandra", "role::beta::docker_services"],
    });
  });

  test("writes roles alone where only they differ", async () => {
    await using enc = await startTestEnc();
    await enc.client().writeHiera(prefix, `# a comment of theirs\n${kaskText()}`);
    const { written } = await pushed(enc, await planOf(enc));
    expect(written).toMatchObject([{ text: false, roles: true }]);
    expect((await enc.client().read(prefix)).text).toContain("# a comment of theirs");
  });

  test("of no change writes nothing", async () => {
    await using enc = await startTestEnc();
    await pushed(enc, await planOf(enc));
    const plan = await planOf(enc);
    enc.answers.length = 0;
    expect((await pushed(enc, plan)).written).toEqual([]);
    expect(writesOf(enc)).toEqual([]);
  });

  test("twice of one plan writes once", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc);
    await pushed(enc, plan);
    expect((await pushed(enc, plan)).written).toEqual([]);
    expect(enc.emulator.store.history()).toHaveLength(2);
  });

  test("goes through where Horizon only wrote the same data anew", async () => {
    await using enc = await startTestEnc();
    await enc.client().writeHiera(prefix, "b: 1\na: {x: 1}\n");
    const plan = await planOf(enc);
    await enc.client().writeHiera(prefix, "a:\n  x: 1\nb: 1\n");
    expect((await pushed(enc, plan)).written).toMatchObject([{ text: true }]);
  });

  test("with a new token in the middle is no second write", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc);
    const client = enc.client();
    await client.listPrefixes();
    enc.emulator.keystone.revokeTokens();
    await pushed(enc, plan, { enc: client });
    expect(enc.emulator.store.history()).toHaveLength(2);
  });

  test("of two prefixes writes the one that differs", async () => {
    await using enc = await startTestEnc();
    await enc.client().writeHiera(hosts[0] ?? "", kaskText());
    await enc.client().writeRoles(hosts[0] ?? "", sessionstore.roles);
    const { written } = await pushed(enc, await planOf(enc, { service: two }));
    expect(written.map((it) => it.prefix)).toEqual([hosts[1]]);
  });
});

describe("nothing is written", () => {
  test("when the text changed after the plan; the error names what did", async () => {
    await using enc = await startTestEnc();
    await enc.client().writeHiera(prefix, kaskText({ ttl: 1 }));
    const plan = await planOf(enc);
    await enc.client().writeHiera(prefix, `${kaskText({ ttl: 2 })}other: geheim-1\n`);
    const error = await refusedWithoutWriting(enc, plan);
    expect(error.code).toBe("plan-stale");
    expect(error.message).toContain("config.default_ttl");
    expect(error.message).toContain("other");
    expect(error.message).not.toContain("geheim-1");
    expect(error.hint).toMatch(/^This plan changes too: .*default_ttl\./);
  });

  test("when something else changed; the error says that it is apart", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc);
    await enc.client().writeHiera(prefix, "other: 1\n");
    const error = await refusedWithoutWriting(enc, plan);
    expect(error.code).toBe("plan-stale");
    expect(error.hint).toContain("None of it is in this plan");
  });

  test("when the roles changed after the plan", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc);
    await enc.client().writeRoles(prefix, ["role::other"]);
    const error = await refusedWithoutWriting(enc, plan);
    expect(error.code).toBe("plan-stale");
    expect(error.message).toContain("the roles");
  });

  test("to any prefix when the last of several is stale", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc, { service: two });
    await enc.client().writeHiera(hosts[1] ?? "", "other: 1\n");
    const error = await refusedWithoutWriting(enc, plan);
    expect(error.message).toContain(hosts[1]);
  });

  test("when a secret would be published", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc);
    const secrets = { publishedSecrets: ["cassandra_password", "token"], allowed: ["token"] };
    const error = await refusedWithoutWriting(enc, plan, secrets);
    expect(error.code).toBe("secret-published");
    expect(error.hint).toContain("--publish-secret cassandra_password");
    expect(error.message).not.toContain("token");
    const allowed = { ...secrets, allowed: ["cassandra_password", "token"] };
    expect((await pushed(enc, plan, allowed)).written).toHaveLength(1);
  });

  test("when the text is longer than the ENC keeps", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc, { renderedText: `a: ${"ü".repeat(40_000)}\n` });
    const error = await refusedWithoutWriting(enc, plan);
    expect(error.code).toBe("value-not-representable");
    expect(error.message).toContain("80004 bytes");
  });

  test("with a credential that may only read", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc);
    expect(await failure(pushed(enc, plan, { enc: enc.client("reader") }))).toMatchObject({
      code: "enc-refused",
    });
    expect(enc.emulator.store.prefixes()).toEqual([]);
  });

  test("with a credential of another project", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc);
    const error = await refusedWithoutWriting(enc, plan, { enc: enc.client("stranger") });
    expect(error.code).toBe("enc-refused");
  });
});

describe("what was written is read back", () => {
  test("a text that the database cut is noticed", async () => {
    await using enc = await startTestEnc({ column: { limitBytes: 300, tooLong: "truncate" } });
    const error = await failure(pushed(enc, await planOf(enc)));
    expect(error.code).toBe("enc-read-back-differs");
    expect(error.message).toContain(`only the first 300 of ${kaskText().length} bytes`);
  });

  test("a text that somebody saved in the same moment is noticed", async () => {
    await using enc = await startTestEnc();
    const racing = meanwhile(enc.client(), () => enc.client().writeHiera(prefix, "theirs: 1\n"));
    const error = await failure(pushed(enc, await planOf(enc), { enc: racing }));
    expect(error.code).toBe("enc-read-back-differs");
    expect(error.message).toContain("another text");
    expect((await enc.client().read(prefix)).text).toBe("theirs: 1\n");
  });

  test("roles that somebody saved in the same moment are noticed", async () => {
    await using enc = await startTestEnc();
    const racing = meanwhile(enc.client(), () => enc.client().writeRoles(prefix, ["role::theirs"]));
    const error = await failure(pushed(enc, await planOf(enc), { enc: racing }));
    expect(error.message).toContain("role::theirs");
  });

  test("an error at the second prefix says that the first is written", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc, { service: two });
    const client = enc.client();
    let writes = 0;
    const dying: Enc = {
      ...client,
      async writeHiera(name, text) {
        writes += 1;
        await (writes === 2 ? enc.client("reader") : client).writeHiera(name, text);
      },
    };
    const error = await failure(pushed(enc, plan, { enc: dying }));
    expect(error.code).toBe("enc-refused");
    expect(error.message).toContain(`Written before it: ${hosts[0]}.`);
    expect(writes).toBe(2);
  });
});

/** The same ENC, at which somebody else is busy right after our last write. */
function meanwhile(enc: Enc, somebody: () => Promise<void>): Enc {
  return {
    ...enc,
    async writeRoles(name, roles) {
      await enc.writeRoles(name, roles);
      await somebody();
    },
  };
}
