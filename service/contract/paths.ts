/** Where a request leads, before its method is looked at. */
export type Address =
  /** A value's key. */
  | (UnderBase & { readonly kind: "value"; readonly key: string })
  /** With a query: Kask refuses it. */
  | (UnderBase & { readonly kind: "bad-request" })
  /** Without a key or with more than one. */
  | (UnderBase & { readonly kind: "no-key" })
  /** With a key that is not UTF-8: Cassandra cannot store it. */
  | (UnderBase & { readonly kind: "unstorable" })
  | { readonly kind: "page"; readonly page: Page }
  | { readonly kind: "redirect"; readonly location: string }
  /** Neither of the above; the answer is plain text. */
  | { readonly kind: "elsewhere" }
  /** A broken percent escape, or no path at all. */
  | { readonly kind: "malformed" };

/** A path under a base URI. */
interface UnderBase {
  /** Which of the base URIs, from 0. */
  readonly store: number;
  /** Decoded, for the problem that may come. */
  readonly path: string;
}

const pages = ["/healthz", "/readyz", "/metrics", "/openapi"] as const;

/** A path beside the values. */
export type Page = (typeof pages)[number];

/**
 * Where a request leads, as Go's mux and Kask's key parser see it: the path is decoded first, so
 * that `%2F` is a slash, and a path that is not clean is redirected to the clean one.
 * @param requestTarget the second word of the request line, in Latin-1 as Node gives it
 * @param baseUris with leading and trailing slash; where one begins with another, the longer one counts
 * @see mediawiki-services-kask/http.go, ValidatingKeyParserMiddleware
 * @see go/net/http/server.go (1.21), ServeMux.Handler
 */
export function resolveAddress(requestTarget: string, baseUris: readonly string[]): Address {
  const target = splitTarget(requestTarget);
  const decoded = target && decodePath(target.path);
  if (target === undefined || decoded === undefined) return { kind: "malformed" };
  const { query } = target;
  const path = decoded.text;
  const registered = registeredPath(cleanPath(path), baseUris);
  if (registered !== path) return redirect(decoded, registered, query);
  const page = pages.find((known) => known === path);
  if (page !== undefined) return { kind: "page", page };
  const store = longestBase(path, baseUris);
  if (store === -1) return { kind: "elsewhere" };
  const under = { store, path };
  if (query !== "") return { kind: "bad-request", ...under };
  const address = valueAddress(under, baseUris[store] ?? "/");
  return address.kind === "value" && !decoded.isUtf8 ? { kind: "unstorable", ...under } : address;
}

/** In absolute form a target has a scheme and a host, which do not matter, and perhaps no path. */
const origin = /^[a-z][a-z\d+.-]*:\/\/[^/?]*/i;

function splitTarget(
  target: string,
): { readonly path: string; readonly query: string } | undefined {
  const isAbsolute = !target.startsWith("/");
  const local = isAbsolute ? target.replace(origin, "") : target;
  const queryStart = local.indexOf("?");
  const path = queryStart === -1 ? local : local.slice(0, queryStart);
  const isRooted = path.startsWith("/") || (isAbsolute && path === "" && local !== target);
  const query = queryStart === -1 ? "" : local.slice(queryStart + 1);
  return isRooted ? { path, query } : undefined;
}

/** A base URI without its last slash leads to the base URI, as to every path that ends in a slash in Go's mux. */
function registeredPath(clean: string, baseUris: readonly string[]): string {
  const isBase = !clean.endsWith("/") && baseUris.includes(`${clean}/`);
  return isBase ? `${clean}/` : clean;
}

function longestBase(path: string, baseUris: readonly string[]): number {
  let found = -1;
  let length = 0;
  for (let index = 0; index < baseUris.length; index++) {
    const base = baseUris[index] as string;
    if (base.length > length && path.startsWith(base)) {
      found = index;
      length = base.length;
    }
  }
  return found;
}

function valueAddress({ store, path }: UnderBase, baseUri: string): Address {
  // What stands between the base URI and its next occurrence is the key, as in Kask.
  const end = path.indexOf(baseUri, baseUri.length);
  const key = end === -1 ? path.slice(baseUri.length) : path.slice(baseUri.length, end);
  if (key === "" || key.includes("/")) return { kind: "no-key", store, path };
  return { kind: "value", store, path, key };
}

/** Printable ASCII without a percent sign: by far the most paths. */
const plain = /^[!-$&-~]*$/;

/** A path whose escapes are read. */
interface DecodedPath {
  readonly text: string;
  /** Each byte as a character. */
  readonly latin1: string;
  readonly isUtf8: boolean;
}

function decodePath(encoded: string): DecodedPath | undefined {
  if (plain.test(encoded)) return { text: encoded, latin1: encoded, isUtf8: true };
  if (/%(?![0-9a-f]{2})/i.test(encoded)) return undefined;
  const latin1 = encoded.replace(/%(..)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const bytes = Uint8Array.from(latin1, (character) => character.charCodeAt(0));
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return { text, latin1, isUtf8: isUtf8(bytes) };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * Without `//`, `.` and `..`; a slash at the end stays.
 * @see go/net/http/server.go, cleanPath
 */
function cleanPath(path: string): string {
  if (path.startsWith("/") && !/\/(?:\/|\.\.?(?:\/|$))/.test(path)) return path;
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  const joined = `/${names.join("/")}`;
  return path.endsWith("/") && joined !== "/" ? `${joined}/` : joined;
}

/** Bytes that are not UTF-8 stay what they are. */
function redirect(decoded: DecodedPath, registered: string, query: string): Address {
  const { isUtf8, latin1 } = decoded;
  const bytes = isUtf8 ? Buffer.from(registered) : Buffer.from(cleanPath(latin1), "latin1");
  const location = bytes.toString("latin1").replace(/[^\w.~$&+,/:;=@-]/g, percentEncode);
  return { kind: "redirect", location: query === "" ? location : `${location}?${query}` };
}

function percentEncode(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
