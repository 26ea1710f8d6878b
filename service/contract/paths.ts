/** Where a request leads, before its method is looked at. */
export type Address =
  /** A value's key, and the decoded path for the problem that may come. */
  | { readonly kind: "value"; readonly path: string; readonly key: string }
  /** Under the base URI, with a query: Kask refuses it. */
  | { readonly kind: "bad-request"; readonly path: string }
  /** Under the base URI, without a key or with more than one. */
  | { readonly kind: "no-key"; readonly path: string }
  /** Under the base URI, with a key that is not UTF-8: Cassandra cannot store it. */
  | { readonly kind: "unstorable"; readonly path: string }
  | { readonly kind: "page"; readonly page: Page }
  | { readonly kind: "redirect"; readonly location: string }
  /** Neither of the above; the answer is plain text. */
  | { readonly kind: "elsewhere" }
  /** A broken percent escape, or no path at all. */
  | { readonly kind: "malformed" };

const pages = ["/healthz", "/metrics", "/openapi"] as const;

/** A path beside the values. */
type Page = (typeof pages)[number];

/**
 * Where a request leads, as Go's mux and Kask's key parser see it: the path is decoded first, so
 * that `%2F` is a slash, and a path that is not clean is redirected to the clean one.
 * @param requestTarget the second word of the request line, in Latin-1 as Node gives it
 * @param baseUri with leading and trailing slash
 * @see mediawiki-services-kask/http.go, ValidatingKeyParserMiddleware
 * @see go/net/http/server.go (1.21), ServeMux.Handler
 */
export function resolveAddress(requestTarget: string, baseUri: string): Address {
  const target = requestTarget.replace(/^https?:\/\/[^/?]*/i, "");
  const queryStart = target.indexOf("?");
  const encoded = queryStart === -1 ? target : target.slice(0, queryStart);
  const query = queryStart === -1 ? "" : target.slice(queryStart + 1);
  const decoded = decodePath(encoded);
  if (decoded === undefined || !target.startsWith("/")) return { kind: "malformed" };
  const path = decoded.text;
  const clean = cleanPath(path);
  if (`${clean}/` === baseUri) return redirect(baseUri, query);
  if (clean !== path) return redirect(clean, query);
  const page = pages.find((known) => known === path);
  if (page !== undefined) return { kind: "page", page };
  if (!path.startsWith(baseUri)) return { kind: "elsewhere" };
  return valueAddress(path, query, baseUri, decoded.isUtf8);
}

function valueAddress(path: string, query: string, baseUri: string, isUtf8: boolean): Address {
  if (query !== "") return { kind: "bad-request", path };
  // What stands between the base URI and its next occurrence is the key, as in Kask.
  const key = path.split(baseUri)[1] ?? "";
  if (key === "" || key.includes("/")) return { kind: "no-key", path };
  return isUtf8 ? { kind: "value", path, key } : { kind: "unstorable", path };
}

/** Printable ASCII without a percent sign: by far the most paths. */
const plain = /^[!-$&-~]*$/;

function decodePath(
  encoded: string,
): { readonly text: string; readonly isUtf8: boolean } | undefined {
  if (plain.test(encoded)) return { text: encoded, isUtf8: true };
  if (/%(?![0-9a-f]{2})/i.test(encoded)) return undefined;
  const latin1 = encoded.replace(/%(..)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const bytes = Uint8Array.from(latin1, (character) => character.charCodeAt(0));
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return { text, isUtf8: isUtf8(bytes) };
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

function redirect(path: string, query: string): Address {
  const location = path.replace(/[^\w.~$&+,/:;=@-]/gu, percentEncode);
  return { kind: "redirect", location: query === "" ? location : `${location}?${query}` };
}

function percentEncode(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
}
