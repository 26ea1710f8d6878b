/** What a setting's name ends with when its value is a secret; `_` stands for any or no gap. */
const endings = [
  "password",
  "passwd",
  "passphrase",
  "(?<!by|com)pass",
  "pwd",
  "psk",
  "secret",
  "token",
  "credential",
  "private_key",
  "secret_key",
  "access_key",
  "api_key",
  "auth_key",
  "signing_key",
  "encryption_key",
] as const;

const secretName = new RegExp(
  `(?:${endings.join("|").replaceAll("_", "[ _-]?")})s?(?:[_-]?\\d+)?$`,
  "i",
);

/** Whether a setting of this name holds a secret: `cassandra_password`, `authToken`, `API-KEY`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** The last word of each ending: no secret's name goes without one of them. */
const lastWords = new Set(endings.map((ending) => ending.replace(/^.*[_)]/, "")));
const lastWord = new RegExp([...lastWords].join("|"), "i");

/** Whether a text may hold the name of a secret, at a small part of the cost of finding it. */
export function mayHoldSecretName(text: string): boolean {
  return lastWord.test(text);
}

/** Whether the value at this path is a secret by the name of its key or of one above it. */
export function isSecretPath(path: readonly (string | number)[]): boolean {
  return path.some((step) => typeof step === "string" && isSecretName(step));
}
