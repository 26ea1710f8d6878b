import { type Draft, draft, request } from "../conversation.ts";
import { at, get, post } from "./requests.ts";

/** Conversations about a value and what becomes of it. */
export const life: readonly Draft[] = [
  draft(
    "a value's life",
    (key) => [
      post(at(key), "value"),
      get(at(key)),
      request("DELETE", at(key)),
      get(at(key)),
      request("DELETE", at(key)),
    ],
    { requests: 5 },
  ),
  draft("a value that stays", (key) => post(at(key), "value")),
  draft("a value that is overwritten", (key) => [post(at(key), "a"), post(at(key), "bb")], {
    requests: 2,
  }),
  draft("an empty body", (key) => post(at(key), "")),
  draft("an empty body with its length", (key) => post(at(key), "", ["Content-Length: 0"])),
  draft("all bytes", (key) => {
    const bytes = Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte)).toString(
      "latin1",
    );
    return [post(at(key), bytes), get(at(key))];
  }),
  ...[1, 1_700, 65_535, 65_536, 65_537, 1_000_000, 10_000_000].map((length) =>
    draft(
      `a body of ${length} bytes`,
      (key) => [post(at(key), "x".repeat(length)), get(at(key)), request("DELETE", at(key))],
      { requests: 3 },
    ),
  ),
];
