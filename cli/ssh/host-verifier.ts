/**
 * A `hostVerifier` for ssh2 that lets a host in for nothing but `true`. ssh2 itself takes everything
 * but `false` for a yes: a promise, `null`, even a verifier that failed.
 */
export function strictVerifier(verify: (key: Buffer) => boolean): (key: Buffer) => boolean {
  return (key) => {
    try {
      return verify(key) === true;
    } catch {
      return false;
    }
  };
}
