import { generateKeyPairSync, type KeyExportOptions, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer } from "node:tls";
import { afterAll, expect, test } from "vitest";
import { type PemFile, readAuthorities, readKeyPair } from "../../../service/base/pem-files.ts";

const folder = mkdtempSync(join(tmpdir(), "pem-"));
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../fixtures", name), "utf8");
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const rsaPem = (how: KeyExportOptions<"pem">): string => rsa.export(how).toString();
const passphrase = { cipher: "aes-128-cbc", passphrase: "secret" } as const;
const damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const cert = fixture("tls-cert.pem");
const key = fixture("tls-key.pem");

function file(name: string, text: string): PemFile {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { role: `tls.${name}`, path };
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
  ["a key of another kind", rsaPem({ type: "pkcs8", format: "pem" }), "it is not the key of"],
  ["an encrypted key", rsaPem({ type: "pkcs8", format: "pem", ...passphrase }), "it is encrypted"],
  [
    "a key that is encrypted as of old",
    rsaPem({ type: "pkcs1", format: "pem", ...passphrase }),
    "it is encrypted",
  ],
  ["a certificate", cert, "there is no private key in it, as PEM"],
  ["nothing", "", "there is no private key in it, as PEM"],
])("%s is refused for a key, by the file's name", (_what, keyText, reason) => {
  const keyFile = file("key", keyText);
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

/** Whether a client that trusts `ca` reaches a server with our certificate. */
async function isTrusted(ca: readonly string[]): Promise<boolean> {
  const server = createServer({ cert, key }, (socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: "127.0.0.1", port, ca: [...ca] });
  const isConnected = await once(socket, "secureConnect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  return isConnected;
}

test.each([
  ["alone", cert],
  ["behind another", fixture("tls-cert-2.pem") + cert],
  ["behind a damaged one", damaged + cert],
  ["behind one without an end", damaged.replace(/-----END.*/, "") + cert],
  ["behind text", `Issuer: somebody\n${cert}`],
])("an authority that stands %s is trusted", async (_where, text) => {
  expect(await isTrusted(readAuthorities(file("ca", text)))).toBe(true);
});

test("an authority of somebody else is not trusted", async () => {
  const others = readAuthorities(file("ca", fixture("tls-cert-2.pem")));
  expect(await isTrusted(others)).toBe(false);
});

test("a plain key is taken also where an encrypted one follows", () => {
  const both = key + rsaPem({ type: "pkcs8", format: "pem", ...passphrase });
  expect(readKeyPair(file("cert", cert), file("key", both)).key.toString()).toBe(both);
});

test("a certificate without PEM around it is refused", () => {
  const certFile = file("cert", "");
  writeFileSync(certFile.path, new X509Certificate(cert).raw);
  expect(() => readKeyPair(certFile, file("key", key))).toThrow(
    `tls.cert ${certFile.path}: there is no certificate in it, as PEM`,
  );
});

test("a certificate that is damaged behind the first is refused", () => {
  const certFile = file("cert", cert + damaged);
  expect(() => readKeyPair(certFile, file("key", key))).toThrow(
    /^tls\.cert .+: OpenSSL refuses it: .*wrong tag/,
  );
});

test("an error of a file that cannot be read has its path", () => {
  const ca = { role: "tls.ca", path: folder };
  expect(() => readAuthorities(ca)).toThrow(`tls.ca ${folder}: it is a folder`);
});
