/** One `ENC[…]` of a text, or what is left of one. */
export interface EyamlBlock {
  /** What is wrong with it, as a sentence's end: "is not closed"; undefined where nothing is. */
  readonly fault: string | undefined;
}

const opening = "ENC[";

/**
 * The names of encryption methods that plugins of hiera-eyaml bring.
 *
 * @see voxpupuli/puppet-syntax, hiera.rb, check_eyaml_blob
 */
const methods: ReadonlySet<string> = new Set([
  "PKCS7",
  "GPG",
  "GKMS",
  "KMS",
  "GCPKMS",
  "AZUREKEYVAULT",
  "VAULT",
  "VAULT_RS",
  "TWOFAC",
  "SECRETBOX",
  "RSA",
  "SSHAGENT",
  "PLAINTEXT",
  "CLI",
]);

/**
 * The encrypted blocks of a value, of which there may be several with text between them. Blanks and
 * line breaks inside a block do not count.
 *
 * @see voxpupuli/hiera-eyaml, parser/encrypted_tokens.rb
 */
export function eyamlBlocks(text: string): readonly EyamlBlock[] {
  const blocks: EyamlBlock[] = [];
  for (let start = text.indexOf(opening); start >= 0; ) {
    const next = text.indexOf(opening, start + opening.length);
    const end = text.indexOf("]", start);
    const isClosed = end >= 0 && (next < 0 || end < next);
    const content = isClosed ? text.slice(start + opening.length, end) : undefined;
    blocks.push({ fault: content === undefined ? "is not closed with ]" : faultOf(content) });
    start = next;
  }
  return blocks;
}

function faultOf(content: string): string | undefined {
  const whole = content.replaceAll(/\s/gu, "");
  const comma = whole.indexOf(",");
  // Without a method hiera-eyaml takes its default one.
  const method = comma < 0 ? "PKCS7" : whole.slice(0, comma);
  const data = whole.slice(comma + 1);
  if (!methods.has(method.toUpperCase())) {
    const name = /^\w{1,20}$/u.test(method) ? `the method ${method}` : "a method";
    return `names ${name} that no plugin of hiera-eyaml has`;
  }
  if (data === "") return "is empty";
  const strange = /[^A-Za-z0-9+/=]/u.exec(data);
  if (strange !== null) return `holds ${JSON.stringify(strange[0])}, which is not base64`;
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(data) || data.length % 4 !== 0) {
    return "is cut off, or lacks the = at its end: its length is no multiple of four";
  }
  return method === "PKCS7" && isCutOff(data)
    ? "is cut off: it is shorter than it says"
    : undefined;
}

/** PKCS7 is DER, which begins with how long it is. */
function isCutOff(data: string): boolean {
  const bytes = Buffer.from(data, "base64");
  const hasLength = bytes.length >= 4 && bytes[0] === 0x30 && bytes[1] === 0x82;
  return hasLength && bytes.length < bytes.readUInt16BE(2) + 4;
}
