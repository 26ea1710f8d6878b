import { baseUri, request } from "../conversation.ts";

/** The base URI without its last slash. */
export const base = baseUri.slice(0, -1);
/** The path of a key. */
export const at = (key: string): string => baseUri + key;
/** The bytes of a GET. */
export const get = (target: string, headers: readonly string[] = []): string =>
  request("GET", target, { headers });
/** The bytes of a POST with its length. */
export const post = (target: string, body: string, headers: readonly string[] = []): string =>
  request("POST", target, { body, headers });
/** The header of a body in chunks. */
export const chunked = "Transfer-Encoding: chunked";
