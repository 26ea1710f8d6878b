import { spawnSync } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newSshKey } from "../../../cli/sandbox/ssh-key.ts";
import { hostKeyAlgorithms } from "../../../cli/ssh/host-key-algorithms.ts";
import { judgeHostKey, knownKeys } from "../../../cli/ssh/known-hosts.ts";
import { needs } from "../../support/requires.ts";

const [a, b] = [newSshKey().public, newSshKey().public] as const;

function blob(key: string): Buffer {
  return Buffer.from(key.split(" ")[1] ?? "", "base64");
}

function hashed(name: string): string {
  const salt = randomBytes(20);
  const hash = createHmac("sha1", salt).update(name).digest("base64");
  return `|1|${salt.toString("base64")}|${hash}`;
}

/** Lines, a name, and what they make of the key `a`. */
const cases: readonly (readonly [string, string, string, string])[] = [
  ["nothing", "", "host", "unknown"],
  ["its name", `host ${a}`, "host", "trusted"],
  ["its name with a comment", `host ${a} alice@home # x`, "host", "trusted"],
  ["its name in capitals", `HOST ${a}`, "host", "trusted"],
  ["its name after white space and tabs", ` \thost\t${a}`, "host", "trusted"],
  ["its name in a list", `one,host,10.0.0.1 ${a}`, "host", "trusted"],
  ["its name on a Windows line", `host ${a}\r\n`, "host", "trusted"],
  ["another name", `hosts,hos,xhost ${a}`, "host", "unknown"],
  ["a comment", `# host ${a}`, "host", "unknown"],
  ["a comment without a space", `#host ${a}`, "#host", "unknown"],
  ["its port", `[host]:2222 ${a}`, "[host]:2222", "trusted"],
  ["another port", `[host]:2223 ${a}`, "[host]:2222", "unknown"],
  ["no port", `[host]:2222 ${a}`, "host", "unknown"],
  ["its hashed name", `${hashed("host")} ${a}`, "host", "trusted"],
  ["its hashed name and port", `${hashed("[host]:2222")} ${a}`, "[host]:2222", "trusted"],
  ["another hashed name", `${hashed("other")} ${a}`, "host", "unknown"],
  ["a damaged hash", `|1|x ${a}`, "host", "unknown"],
  ["another key", `host ${b}`, "host", "changed"],
  ["two keys", `host ${b}\nhost ${a}`, "host", "trusted"],
];

/** As {@link cases}; `ssh-keygen -F` prints such lines, or OpenSSH knows more, and we refuse. */
const stricter: typeof cases = [
  ["a type that is not the key's", `host ssh-rsa ${a.split(" ")[1]}`, "host", "unknown"],
  ["no key", "host ssh-ed25519", "host", "unknown"],
  ["a damaged key", "host ssh-ed25519 AAAA", "host", "unknown"],
  ["a pattern", `ho*,h?st ${a}`, "host", "unknown"],
  ["a pattern and its name", `ho*,host ${a}`, "host", "trusted"],
  ["a negated pattern", `host,!h* ${a}`, "host", "unknown"],
  ["a negated name elsewhere", `host,!other ${a}`, "host", "unknown"],
  ["an authority", `@cert-authority host ${a}`, "host", "unknown"],
  ["an unknown marker", `@other host ${a}`, "host", "unknown"],
  ["a revoked key", `host ${a}\n@revoked host ${a}`, "host", "revoked"],
  ["a hashed revoked key", `host ${a}\n@revoked ${hashed("host")} ${a}`, "host", "revoked"],
  ["a key revoked for all", `@revoked * ${a}\nhost ${a}`, "host", "revoked"],
  ["a key revoked for some", `@revoked *.org,!x ${a}\nhost ${a}`, "host", "revoked"],
  ["a key revoked elsewhere", `@revoked other ${a}\nhost ${a}`, "host", "trusted"],
  ["another key that is revoked", `@revoked * ${b}\nhost ${a}`, "host", "trusted"],
];

describe("a host of which known_hosts has", () => {
  test.each([...cases, ...stricter])("%s", (_, text, name, verdict) => {
    expect(judgeHostKey(knownKeys(text, name), blob(a))).toBe(verdict);
  });

  for (const [title, text, name, verdict] of cases) {
    needs("ssh")(`${title} is known to ssh-keygen likewise`, () => {
      const folder = mkdtempSync(join(tmpdir(), "kaskctl-test-"));
      const file = join(folder, "known");
      writeFileSync(file, text.endsWith("\n") ? text : `${text}\n`);
      const { stdout } = spawnSync("ssh-keygen", ["-F", name, "-f", file], { encoding: "utf8" });
      rmSync(folder, { recursive: true });
      const found = stdout
        .split("\n")
        .filter((line) => line.trim() !== "" && !line.startsWith("#"));
      expect(found.some((line) => line.includes(a))).toBe(verdict === "trusted");
      expect(found.length === 0).toBe(verdict === "unknown");
    });
  }
});

test("a host is asked for the keys that are known of it first, and never for SHA-1", () => {
  const key = (type: string) => ({ type, blob: Buffer.alloc(0) });
  const order = (...types: string[]) => hostKeyAlgorithms({ trusted: types.map(key), revoked: [] });
  expect(order("ssh-rsa").slice(0, 3)).toEqual(["rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519"]);
  expect(order("ecdsa-sha2-nistp384")[0]).toBe("ecdsa-sha2-nistp384");
  expect(order("sk-ssh-ed25519@openssh.com")).toEqual(order());
  expect(order()[0]).toBe("ssh-ed25519");
  expect(order("ssh-rsa")).not.toContain("ssh-rsa");
  expect(order("ssh-rsa").toSorted()).toEqual(order().toSorted());
});
