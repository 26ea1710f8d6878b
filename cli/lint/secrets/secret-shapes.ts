import { isSecretName } from "../../base/secret-name.ts";

/** What a secret looks like, whatever its key is called. */
export interface SecretShape {
  /** With its article: "a private key". */
  readonly name: string;
  /** One of these is in every such secret. */
  readonly signs: readonly string[];
  readonly pattern: RegExp;
}

/** What stands between `user:` and `@` of a URL, unless it is a word or a place for a password. */
const urlPassword =
  /:\/\/[^\s/:@?#]*:(?![$<{*%]|ENC\[|(?:pass|passw(?:or)?d|secret|token|change.?me|x+)@)[^\s/@?#]+@[\w[]/iu;

/** Secrets that show what they are. */
const shapes: readonly SecretShape[] = [
  {
    name: "a private key",
    signs: ["PRIVATE KEY"],
    pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/u,
  },
  { name: "an age key", signs: ["AGE-SECRET-KEY-1"], pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/u },
  {
    name: "a decrypted block of hiera-eyaml",
    signs: ["DEC::", "DEC("],
    pattern: /\bDEC(?:\(\d+\))?::\w+\[/u,
  },
  {
    name: "an access key of AWS",
    signs: ["AKIA", "ASIA"],
    pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/u,
  },
  {
    name: "a token of GitHub",
    signs: ["ghp_", "gho_", "ghs_", "ghu_", "ghr_", "github_pat_"],
    pattern: /\b(?:gh[opsur]_[A-Za-z0-9]{36}|github_pat_\w{22,})/u,
  },
  {
    name: "a token of GitLab",
    signs: ["glpat-", "glptt-", "gldt-", "glrt-", "glcbt-", "glft-", "glsoat-", "glagent-"],
    pattern: /\bgl(?:pat|ptt|dt|rt|cbt|ft|soat|agent)-[\w-]{20,}/u,
  },
  { name: "a token of Slack", signs: ["xox"], pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/u },
  { name: "an API key of Google", signs: ["AIza"], pattern: /\bAIza[\w-]{35}/u },
  { name: "a key of Stripe", signs: ["k_live_"], pattern: /\b[rs]k_live_[A-Za-z0-9]{16,}/u },
  { name: "a token of npm", signs: ["npm_"], pattern: /\bnpm_[A-Za-z0-9]{36}\b/u },
  { name: "a token of PyPI", signs: ["pypi-"], pattern: /\bpypi-AgEIcHlwaS5vcmc[\w-]{20,}/u },
  { name: "a token of Vault", signs: ["hvs.", "hvb."], pattern: /\bhv[bs]\.[\w-]{20,}/u },
  {
    name: "the password of a URL",
    // "://" is in most texts: the whole form is looked for at once.
    signs: [],
    pattern: urlPassword,
  },
  { name: "a JSON Web Token", signs: ["eyJ"], pattern: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/u },
];

const anySign = new RegExp(
  shapes.flatMap(({ signs }) => signs.map((sign) => sign.replace(/[(.]/g, "\\$&"))).join("|"),
);

/** Whether a text may hold a secret of a known shape: one cheap look at the whole, before any at a value. */
export function mayHoldSecret(text: string): boolean {
  return anySign.test(text) || urlPassword.test(text);
}

/** Which known shape of secret is in a text. */
export function secretShapeOf(text: string): SecretShape | undefined {
  return shapes.find(({ pattern }) => pattern.test(text));
}

/** The public half of a pair, which is written beside the secret one. */
const publicHalf = /(?<!secret[ _-]?)access[ _-]?keys?$/iu;

/** Whether a key says that its value is a secret that nobody may read. */
export function namesSecret(key: string): boolean {
  return isSecretName(key) && !publicHalf.test(key);
}

/** Words in values that stand for a secret to come. */
const dummy =
  /change.?me|dummy|example|fake|foobar|insert|placeholder|redacted|replace|sample|secret|snakeoil|test|todo|unused|xxx|your|not.?real|password|cassandra/iu;

/** Bits for each character; random hexadecimal digits have nearly 4, words of a language less than 3. */
const leastEntropy = 3;

/** How long a secret is at least. */
export const shortestSecret = 8;

/** Whether a text is as random as a secret, and not the place of one, a name, or a word for one to come. */
export function looksRandom(text: string): boolean {
  if (text.length < shortestSecret || /\s|%\{|ENC\[|^\$|^[/~<]|:\/\//u.test(text)) return false;
  if (dummy.test(text) || isName(text) || !/[A-Za-z]/u.test(text)) return false;
  return entropy(text) >= leastEntropy;
}

/**
 * Words, versions and host names: letters in groups, with at most a short number behind each, or a word
 * such as `k8s`.
 */
function isName(text: string): boolean {
  return /^(?:[A-Za-z]+\d{0,3}|[a-z]\d{1,2}[a-z])(?:[-_.:@/](?:[A-Za-z]*\d{0,3}|[a-z]\d{1,2}[a-z]))*$/u.test(
    text,
  );
}

/** Shannon's entropy of the characters, in bits for each. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}
