import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { systemReason } from "./system-reason.ts";

/** A file of certificates or of a key. */
export interface PemFile {
  /** What it is for, as in `tls.cert`; errors begin with it. */
  readonly role: string;
  readonly path: string;
}

/** A certificate, perhaps followed by its authority's, and its key, as PEM. */
export interface KeyPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** A file that cannot be used. Its message has the role and the path, and nothing out of the file. */
export class PemError extends Error {
  constructor({ role, path }: PemFile, reason: string, options?: { readonly cause?: unknown }) {
    super(`${role} ${path}: ${reason}`, options);
    this.name = "PemError";
  }
}

/**
 * The certificates of a file that are trusted, each as PEM. What cannot be read is passed over: OpenSSL would
 * stop there and trust nothing behind it.
 * @throws {PemError} when there is none
 * @see crypto/x509, CertPool.AppendCertsFromPEM
 */
export function readAuthorities(file: PemFile): readonly string[] {
  const blocks = readPem(file).toString("latin1").match(certificateBlocks) ?? [];
  const certificates = blocks.filter(isReadable);
  if (certificates.length === 0) throw new PemError(file, noCertificate);
  return certificates;
}

/**
 * Reads a certificate and its key. OpenSSL takes a key of another kind than the certificate's without a
 * word, and then no client can connect.
 * @throws {PemError} when one cannot be read, or they do not belong together
 * @see crypto/tls, LoadX509KeyPair
 */
export function readKeyPair(certFile: PemFile, keyFile: PemFile): KeyPair {
  const pair = { cert: readPem(certFile), key: readPem(keyFile) };
  const certificate = certificateOf(certFile, pair.cert);
  if (!certificate.checkPrivateKey(privateKeyOf(keyFile, pair.key))) {
    throw new PemError(keyFile, `it is not the key of ${certFile.role} ${certFile.path}`);
  }
  try {
    // Looks also at what follows the certificate, and at what OpenSSL finds too weak.
    createSecureContext(pair);
  } catch (cause) {
    throw new PemError(certFile, `OpenSSL refuses it: ${(cause as Error).message}`, { cause });
  }
  return pair;
}

const certificateBlocks =
  /-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END \1?CERTIFICATE-----/g;
const noCertificate = "there is no certificate in it, as PEM";
const encryption = /^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;

function certificateOf(file: PemFile, pem: Buffer): X509Certificate {
  // Without PEM around it X509Certificate takes DER, which nothing else does.
  if (!pem.includes("-----BEGIN ")) throw new PemError(file, noCertificate);
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new PemError(file, noCertificate, { cause });
  }
}

function privateKeyOf(file: PemFile, pem: Buffer): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    const reason = encryption.test(pem.toString("latin1"))
      ? "it is encrypted, and nobody is there to be asked for its passphrase"
      : "there is no private key in it, as PEM";
    throw new PemError(file, reason, { cause });
  }
}

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
