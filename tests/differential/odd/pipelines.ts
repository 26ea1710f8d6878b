import { type Draft, draft, request } from "../conversation.ts";
import { at, base, get, post } from "./requests.ts";

/** Conversations about several requests at once. */
export const pipelines: readonly Draft[] = [
  draft(
    "ten POSTs at once",
    (key) => Array.from({ length: 10 }, (_, i) => post(at(key + i), `value ${i}`)),
    { requests: 10 },
  ),
  draft(
    "ten POSTs and ten GETs by turns",
    (key) =>
      Array.from({ length: 20 }, (_, i) =>
        i % 2 ? get(at(key + (i >> 1))) : post(at(key + (i >> 1)), `value ${i}`),
      ),
    { requests: 20 },
  ),
  draft(
    "errors among good requests",
    (key) => [
      post(at(key), "v"),
      get(`${at(key)}/x`),
      get(at(key)),
      request("PUT", at(key), { body: "no" }),
      get(at(key)),
      get(`${base}//x`),
      get("/nowhere"),
      request("DELETE", at(key)),
      get(at(key)),
    ],
    { requests: 9 },
  ),
  ...["%zz", "\x01", "%ff"].map((rest) =>
    draft(
      `a broken request before a good one: ${JSON.stringify(rest)}`,
      (key) => [post(at(key), "v"), get(at(key) + rest), request("DELETE", at(key))],
      { requests: 3 },
    ),
  ),
  draft(
    "a request behind the one that closes",
    (key) => [post(at(key), "v"), get(at(key), ["Connection: close"]), request("DELETE", at(key))],
    { requests: 3 },
  ),
];
