import { once } from "node:events";
import ssh2 from "ssh2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { strictVerifier } from "../../../cli/ssh/host-verifier.ts";
import { type SshHost, startSshHost } from "../../support/ssh-host.ts";

let host: SshHost;
beforeAll(async () => {
  host = await startSshHost({});
});
afterAll(() => host.close());

/** How a login with ssh2 ends where this verifier judges the host key. */
async function login(hostVerifier: (key: Buffer) => boolean): Promise<string> {
  const client = new ssh2.Client();
  const { port, clientKey } = host;
  const ended = Promise.race([
    once(client, "ready").then(() => "let in"),
    new Promise<string>((resolve) => client.on("error", ({ message }) => resolve(message))),
  ]);
  client.connect({
    ...{ host: "127.0.0.1", port, username: "alice", privateKey: clientKey.private },
    ...{ hostVerifier, readyTimeout: 5000 },
  });
  const how = await ended;
  client.destroy();
  return how;
}

/** A promise that rejects, and that somebody looks after. */
function rejecting(): Promise<never> {
  const promise = Promise.reject(new Error("late"));
  promise.catch(() => undefined);
  return promise;
}

const verdicts: readonly (readonly [string, () => unknown])[] = [
  ["says false", () => false],
  ["promises false", async () => false],
  ["promises true", async () => true],
  ["fails later", rejecting],
  ["gives null", () => null],
  ["gives 0", () => 0],
  ["gives 1", () => 1],
  ["gives nothing", () => undefined],
  [
    "throws",
    () => {
      throw new Error("at once");
    },
  ],
];

describe("a host", () => {
  test.each(verdicts)("is refused where the verifier %s", async (_, verify) => {
    const verifier = strictVerifier(verify as () => boolean);
    expect(await login(verifier)).toContain("Host denied");
  });

  test("is let in where the verifier says true, of the key that it has", async () => {
    const keys: Buffer[] = [];
    const verifier = strictVerifier((key) => {
      keys.push(key);
      return true;
    });
    expect(await login(verifier)).toBe("let in");
    expect(keys.map((key) => `ssh-ed25519 ${key.toString("base64")}`)).toEqual([
      host.hostKey.public,
    ]);
  });

  // What the wrapper is for: without it, ssh2 takes all but false for a yes.
  test("is let in by ssh2 itself where the verifier only promises false", async () => {
    const verifier = (async () => false) as unknown as () => boolean;
    expect(await login(verifier)).toBe("let in");
  });
});
