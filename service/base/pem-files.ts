import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { systemReason } from "./system-reason.ts";

/** A file of certificates or of a key, and who asked for it. */
export interface PemFile {
  /** As in `tls.cert`. */
  readonly setting: string;
  readonly path: string;
}

/** A certificate, perhaps followed by its authority's, and its key, as PEM. */
export interface KeyPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** A file that cannot be used. Its message names the setting and the path, and nothing out of the file. */
export class PemError extends Error {
  constructor({ setting, path }: PemFile, reason: string, options?: { readonly cause?: unknown }) {
    super(`${setting} ${path}: ${reason}`, options);
    this.name = "PemError";
  }
}

/**
 * Reads the certificates that are trusted.
 * @throws {PemError} when none of it can be read; what stands beside certificates is passed over
 * @see crypto/x509, CertPool.AppendCertsFromPEM
 */
export function readAuthorities(file: PemFile): Buffer {
  const pem = readPem(file);
  const certificates = pem.toString("latin1").match(certificateBlocks) ?? [];
  if (!certificates.some(isReadable)) throw new PemError(file, noCertificate);
  return pem;
}

/**
 * Reads a certificate and its key. OpenSSL takes a key of another kind than the certificate's without a
 * word, and then no client can connect.
 * @throws {PemError} when one cannot be read, or they do not belong together
 * @see crypto/tls, LoadX509KeyPair
 */
export function readKeyPair(certFile: PemFile, keyFile: PemFile): KeyPair {
  const pair = { cert: readPem(certFile), key: readPem(keyFile) };
  const certificate = parsed(certFile, noCertificate, () => new X509Certificate(pair.cert));
  if (encryption.test(pair.key.toString("latin1"))) throw new PemError(keyFile, encrypted);
  const key = parsed(keyFile, "there is no private key in it, as PEM", () =>
    createPrivateKey(pair.key),
  );
  if (!certificate.checkPrivateKey(key)) {
    throw new PemError(keyFile, `it is not the key of ${certFile.setting} ${certFile.path}`);
  }
  parsed(certFile, "OpenSSL does not take it", () => createSecureContext(pair));
  return pair;
}

const certificateBlocks =
  /-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END \1?CERTIFICATE-----/g;
const noCertificate = "there is no certificate in it, as PEM";
const encryption = /^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;
const encrypted = "it is encrypted, and nobody is there to be asked for its passphrase";

function readPem(file: PemFile): Buffer {
  try {
    return readFileSync(file.path);
  } catch (cause) {
    throw new PemError(file, systemReason(cause), { cause });
  }
}

function isReadable(certificate: string): boolean {
  try {
    new X509Certificate(certificate);
    return true;
  } catch {
    return false;
  }
}

function parsed<T>(file: PemFile, reason: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new PemError(file, reason, { cause });
  }
}
