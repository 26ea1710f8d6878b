import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An authority of a test's own and what it signed, as files. */
export interface TestCertificates {
  readonly ca: string;
  /** A certificate and its key, for a server that is called `localhost` and nothing else, and for clients. */
  readonly cert: string;
  readonly key: string;
  /** The PEM text of one of the files. */
  read(file: string): string;
  remove(): void;
}

/** Makes them with OpenSSL; they hold for a day. */
export function testCertificates(): TestCertificates {
  const folder = mkdtempSync(join(tmpdir(), "certificates-"));
  const file = (name: string) => join(folder, name);
  const openssl = (...words: readonly string[]) =>
    execFileSync("openssl", words, { cwd: folder, stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  writeFileSync(file("names"), "subjectAltName=DNS:localhost\n");
  openssl(
    "req",
    "-x509",
    ...newKey,
    "-days",
    "1",
    "-subj",
    "/CN=test authority",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
  );
  openssl("req", ...newKey, "-subj", "/CN=test", "-keyout", "key.pem", "-out", "request.pem");
  openssl(
    "x509",
    "-req",
    "-in",
    "request.pem",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    "1",
    "-extfile",
    "names",
    "-out",
    "cert.pem",
  );
  return {
    ca: file("ca.pem"),
    cert: file("cert.pem"),
    key: file("key.pem"),
    read: (path) => readFileSync(path, "utf8"),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
