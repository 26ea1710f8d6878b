import { createTwoFilesPatch } from "diff";
import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, test } from "vitest";
import { createNameMasker } from "../../../cli/base/mask-by-name.ts";
import { psychText } from "../../../cli/runner/psych-text.ts";
import { linesInChunks } from "../../support/in-chunks.ts";

/** The lines of a text as a masker shows them. */
function masked(text: string): readonly string[] {
  return text.split("\n").map(createNameMasker());
}

describe("a value after a secret's name", () => {
  test.each([
    ["+    password: hunter2", "+    password: [secret]"],
    ["-    password: 'hunter2'", "-    password: [secret]"],
    ['  "password" : "hun,ter2", "user": 1', '  "password" : [secret]'],
    ['msg {\\"token\\":\\"hunter2\\"}', 'msg {\\"token\\":[secret]'],
    ["DB_PASSWORD=hunter2", "DB_PASSWORD=[secret]"],
    ["export API_KEY='hunter2'", "export API_KEY=[secret]"],
    ["{user: kask, passwd: hunter2}", "{user: kask, passwd: [secret]"],
    ["'secret' => 'hunter2', 'x' => 1", "'secret' => [secret]"],
    ["profile::kask::client_secret: hunter2", "profile::kask::client_secret: [secret]"],
    ["authToken: hunter2", "authToken: [secret]"],
    ["password1: hunter2", "password1: [secret]"],
    ["private key: hunter2", "private key: [secret]"],
    ["x['password'] = hunter2", "x['password'] = [secret]"],
    ["cqlsh --password hunter2 -u kask", "cqlsh --password [secret]"],
    ["--token hunter2", "--token [secret]"],
    ["cqlsh --password=hunter2", "cqlsh --password=[secret]"],
    ["CREATE USER a WITH PASSWORD 'hunter2'", "CREATE USER a WITH PASSWORD [secret]"],
    ["clone https://bob:hunter2@host/x", "clone https://bob:[secret]"],
    ["Authorization: Basic aHVudGVyMg==", "Authorization: [secret]"],
    ["+MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7", "+[secret]"],
  ])("is hidden in %s", (line, shown) => {
    expect(createNameMasker()(line)).toBe(shown);
  });

  test.each([
    "+    default_ttl: 3600",
    "+    token_ttl: 3600",
    "    password:",
    "Notice: /Stage[main]/Passwords::Root/File[/etc/token]/ensure: created",
    "Notice: /Stage[main]/X/File[/etc/secret]/content: content changed '{sha256}ab' to '{sha256}cd'",
    "Error: Could not retrieve catalog: parameter 'password' expects a String value, got Integer",
    "Error: The certificate for 'CN=a' does not match its private key",
    "compass: north",
    "",
  ])("is not seen in %j", (line) => {
    expect(createNameMasker()(line)).toBe(line);
  });

  test.each([
    [
      "a block, up to where it ends",
      ["-  private_key: |", "-    one", "-", "-    two", "+  private_key: one", "   user: kask"],
      [
        "-  private_key: [secret]",
        "-    [secret]",
        "-",
        "-    [secret]",
        "+  private_key: [secret]",
        "   user: kask",
      ],
    ],
    [
      "a list that is not indented",
      [" passwords:", "-- one", "+- two", " user: kask"],
      [" passwords:", "-- [secret]", "+- [secret]", " user: kask"],
    ],
    [
      "a mapping below it",
      ["credentials:", "  user: a", "  pin: 1234", "port: 1"],
      ["credentials:", "  [secret]", "  [secret]", "port: 1"],
    ],
    [
      "a text that goes on, up to Puppet's next word",
      ["+password: one", "+  two", "Notice: Applied"],
      ["+password: [secret]", "+  [secret]", "Notice: Applied"],
    ],
    [
      "a key file",
      ["+-----BEGIN RSA PRIVATE KEY-----", "+MII=", "+-----END RSA PRIVATE KEY-----", "+port: 1"],
      ["+-----[secret]", "+[secret]", "+-----[secret]", "+port: 1"],
    ],
    [
      "a key file that is cut off, up to Puppet's next word",
      ["-----BEGIN PRIVATE KEY-----", "MII=", "Notice: Applied"],
      ["-----[secret]", "[secret]", "Notice: Applied"],
    ],
  ])("is hidden over several lines: %s", (_title, lines, shown) => {
    expect(masked(lines.join("\n"))).toEqual(shown);
  });
});

/** No word of the texts around holds one of these characters, so that every leak is seen. */
const value = fc
  .string({ unit: fc.constantFrom(..."QZXJ0'\"\\: -|#,{}[]&*!%@`\n\té😀"), maxLength: 120 })
  .filter((text) => /[QZXJ]/.test(text));
const name = fc.constantFrom(
  ...["password", "auth_token", "clientSecret", "API-KEY", "private_key", "credentials", "db_pass"],
);
/** Scalars, and what may hold them. */
const secret = fc.oneof(
  value,
  fc.array(value, { minLength: 1, maxLength: 3 }),
  fc.dictionary(fc.constantFrom("one", "two"), value, { minKeys: 1 }),
);

const writers: readonly (readonly [string, (data: object) => string])[] = [
  ["Psych", psychText],
  ["js-yaml", (data) => dump(data)],
  ["js-yaml in flow style", (data) => dump(data, { flowLevel: 1 })],
  ["JSON", (data) => JSON.stringify(data, undefined, 2)],
  ["JSON in one line", (data) => JSON.stringify(data)],
];

describe.each(writers)("the text of %s", (_writer, write) => {
  const config = (key: string, hiddenValue: unknown) => ({
    cassandra: { authentication: { [key]: hiddenValue, username: "kask" } },
    list: [{ [key]: hiddenValue, port: 1 }, "end"],
    ttl: 3600,
  });

  test("never shows a value of a secret's name, as it is or as a diff, in any chunks", () => {
    fc.assert(
      fc.property(
        name,
        secret,
        secret,
        fc.array(fc.nat(2000), { maxLength: 20 }),
        (key, before, after, cuts) => {
          const [old, present] = [before, after].map((each) => write(config(key, each)));
          const context = { context: 20 };
          const patch = createTwoFilesPatch("a", "b", old ?? "", present ?? "", "", "", context);
          for (const text of [`${present}\n`, patch]) {
            const shown = linesInChunks(text, cuts).map(createNameMasker());
            expect(shown.join("\n")).not.toMatch(/[QZXJ]/);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("shows what is no secret", () => {
    const text = write({ listen_port: 8080, name: "QQQ" });
    expect(masked(text).join("\n")).toBe(text);
  });
});

test("a line of many megabytes is masked in one go", () => {
  const mask = createNameMasker();
  expect(mask(`${"x".repeat(4_000_000)}: 1`)).toHaveLength(4_000_003);
  expect(mask("+".repeat(4_000_000))).toHaveLength(4_000_000);
  expect(mask(`${"a b=".repeat(500_000)}password=QQQ`)).not.toContain("QQQ");
});
