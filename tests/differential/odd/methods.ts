import { baseUri, type Draft, draft, request } from "../conversation.ts";
import { at, base, get, post } from "./requests.ts";

/** Conversations about methods. */
export const methods: readonly Draft[] = [
  ...["PUT", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "HEAD", "QUERY", "M-SEARCH", "CONNECT"].map(
    (method) => draft(`${method} of a key`, (key) => request(method, at(key))),
  ),
  ...["get", "Get", "FOO", "X", "GETX", "G!#$%&'*+-.^_`|~", "PRI", "DEBUG", "1"].map((method) =>
    draft(`${method} of a key`, (key) => request(method, at(key))),
  ),
  ...["FOO", "HEAD", "PUT", "OPTIONS"].flatMap((method) => [
    draft(`${method} of a page`, () => request(method, "/nowhere")),
    draft(`${method} of a path that is not clean`, (key) => request(method, `${base}//${key}`)),
    draft(`${method} without a key`, () => request(method, baseUri)),
    draft(`${method} with a query`, (key) => request(method, `${at(key)}?x`)),
    draft(`${method} of what is stored`, (key) => [post(at(key), "v"), request(method, at(key))]),
  ]),
  draft("PUT with a body", (key) => request("PUT", at(key), { body: "value" })),
  draft("DELETE with a body", (key) => request("DELETE", at(key), { body: "value" })),
  draft("GET with a body", (key) => request("GET", at(key), { body: "value" })),
  draft("a method with a space before it", (key) => ` ${get(at(key))}`),
  draft("a method with brackets", (key) => request("G(T)", at(key))),
  draft("no method", (key) => request("", at(key))),
  draft("a method beyond ASCII", (key) => request("G\xc9T", at(key))),
];
