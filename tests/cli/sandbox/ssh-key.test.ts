import ssh2 from "ssh2";
import { expect, test } from "vitest";
import { newSshKey } from "../../../cli/sandbox/ssh-key.ts";

const wholeBlobBytes = 4 + 11 + 4 + 32;

test("makes keys whose two halves belong together, also where one begins with a zero byte", () => {
  // One of 256 public keys does; ten times as many leave a chance of 1 in 20,000 that none was met.
  for (let made = 0; made < 2560; made++) {
    const key = newSshKey();
    const [secret, known] = [key.private, key.public].map((text) => ssh2.utils.parseKey(text));
    if (secret === undefined || secret instanceof Error) throw secret;
    if (known === undefined || known instanceof Error) throw known;
    expect(known.getPublicSSH()).toHaveLength(wholeBlobBytes);
    expect(secret.getPublicSSH()).toEqual(known.getPublicSSH());
    if (made === 0) expect(known.verify("text", secret.sign("text"))).toBe(true);
  }
});
