import { generateKeyPairSync, randomBytes } from "node:crypto";

/** An Ed25519 key in OpenSSH's formats. */
export interface SshKey {
  /** The text of a private key file. */
  readonly private: string;
  /** `ssh-ed25519 AAAA…`, as in `known_hosts`. */
  readonly public: string;
}

const type = "ssh-ed25519";
const blockSizeBytes = 8;

/**
 * A new key. ssh2 can make keys too, but cuts leading zero bytes off, so that one of 256 is
 * malformed.
 * @see openssh-portable PROTOCOL.key
 */
export function newSshKey(): SshKey {
  const { x = "", d = "" } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const [publicPart, seed] = [x, d].map((part) => Buffer.from(part, "base64url"));
  if (publicPart === undefined || seed === undefined) throw new Error("Node made an empty key.");
  const publicBlob = Buffer.concat([string(type), string(publicPart)]);
  const check = randomBytes(4);
  const secret = [
    ...[check, check],
    ...[string(type), string(publicPart), string(Buffer.concat([seed, publicPart]))],
    string(""),
  ];
  const file = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...["none", "none", ""].map(string),
    number(1),
    string(publicBlob),
    string(pad(Buffer.concat(secret))),
  ]);
  const lines = file.toString("base64").replaceAll(/.{1,70}/g, "$&\n");
  return {
    private: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}-----END OPENSSH PRIVATE KEY-----\n`,
    public: `${type} ${publicBlob.toString("base64")}`,
  };
}

function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Fills the last block up with 1, 2, 3, … */
function pad(bytes: Buffer): Buffer {
  const missing = (blockSizeBytes - (bytes.length % blockSizeBytes)) % blockSizeBytes;
  return Buffer.concat([
    bytes,
    Buffer.from(Array.from({ length: missing }, (_, index) => index + 1)),
  ]);
}
