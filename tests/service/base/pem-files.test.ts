import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type PemFile, readAuthorities, readKeyPair } from "../../../service/base/pem-files.ts";

const folder = mkdtempSync(join(tmpdir(), "pem-"));
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../fixtures", name), "utf8");
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const passphrase = { cipher: "aes-128-cbc", passphrase: "secret" } as const;
const damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const cert = fixture("tls-cert.pem");
const key = fixture("tls-key.pem");

function file(name: string, text: string): PemFile {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { setting: `tls.${name}`, path };
}

test.each([
  ["as they are", cert, key],
  ["in one file", key + cert, key + cert],
  ["with an authority behind the certificate", cert + fixture("tls-cert-2.pem"), key],
  ["with text beside them", `Issuer: somebody\n${cert}`, `of the server\n${key}`],
])("a certificate and its key are read %s", (_how, certText, keyText) => {
  expect(readKeyPair(file("cert", certText), file("key", keyText))).toEqual({
    cert: Buffer.from(certText),
    key: Buffer.from(keyText),
  });
});

test.each([
  ["the key of another certificate", fixture("tls-key-2.pem"), "it is not the key of tls.cert "],
  ["a key of another kind", rsa.export({ type: "pkcs8", format: "pem" }), "it is not the key of"],
  [
    "an encrypted key",
    rsa.export({ type: "pkcs8", format: "pem", ...passphrase }),
    "it is encrypted",
  ],
  [
    "a key that is encrypted as of old",
    rsa.export({ type: "pkcs1", format: "pem", ...passphrase }),
    "it is encrypted",
  ],
  ["a certificate", cert, "there is no private key in it, as PEM"],
  ["nothing", "", "there is no private key in it, as PEM"],
])("%s is refused for a key, by the file's name", (_what, keyText, reason) => {
  const keyFile = file("key", `${keyText}`);
  expect(() => readKeyPair(file("cert", cert), keyFile)).toThrow(
    `tls.key ${keyFile.path}: ${reason}`,
  );
});

test.each([
  ["a key", key],
  ["nothing", ""],
  ["a damaged certificate", damaged],
])("%s is refused for a certificate, and for an authority", (_what, text) => {
  const certFile = file("cert", text);
  const message = `tls.cert ${certFile.path}: there is no certificate in it, as PEM`;
  expect(() => readKeyPair(certFile, file("key", key))).toThrow(message);
  expect(() => readAuthorities(certFile)).toThrow(message);
});

test.each([
  ["several certificates", cert + fixture("tls-cert-2.pem")],
  ["a damaged one beside a whole one", damaged + cert],
])("%s are taken for authorities, as Go takes them", (_what, text) => {
  expect(readAuthorities(file("ca", text)).toString()).toBe(text);
});

test("a certificate that is damaged behind the first is refused", () => {
  const certFile = file("cert", cert + damaged);
  expect(() => readKeyPair(certFile, file("key", key))).toThrow(
    `tls.cert ${certFile.path}: OpenSSL does not take it`,
  );
});

test("a file that cannot be read is told with its path", () => {
  const ca = { setting: "tls.ca", path: folder };
  expect(() => readAuthorities(ca)).toThrow(`tls.ca ${folder}: it is a folder`);
});
