import fc from "fast-check";
import { expect, test } from "vitest";
import { resolveAddress } from "../../../service/contract/paths.ts";

const base = "/sessions/v1/";

test.each([
  ["/sessions/v1/a", { kind: "value", path: "/sessions/v1/a", key: "a" }],
  ["/sessions/v1/a?", { kind: "value", path: "/sessions/v1/a", key: "a" }],
  ["/sessions/v1/p%31", { kind: "value", path: "/sessions/v1/p1", key: "p1" }],
  ["/sessions%2Fv1/a", { kind: "value", path: "/sessions/v1/a", key: "a" }],
  ["/sessions/v1/a;x=1#f", { kind: "value", path: "/sessions/v1/a;x=1#f", key: "a;x=1#f" }],
  ["/sessions/v1/Ã©", { kind: "value", path: "/sessions/v1/é", key: "é" }],
  ["http://host:8080/sessions/v1/a", { kind: "value", path: "/sessions/v1/a", key: "a" }],
  [
    "/sessions/v1/a/sessions/v1/b",
    { kind: "value", path: "/sessions/v1/a/sessions/v1/b", key: "a" },
  ],
  ["/sessions/v1/...", { kind: "value", path: "/sessions/v1/...", key: "..." }],
  ["/sessions/v1/a?x=1", { kind: "bad-request", path: "/sessions/v1/a" }],
  ["/sessions/v1/?x=1", { kind: "bad-request", path: "/sessions/v1/" }],
  ["/sessions/v1/", { kind: "no-key", path: "/sessions/v1/" }],
  ["/sessions/v1/a/", { kind: "no-key", path: "/sessions/v1/a/" }],
  ["/sessions/v1/a%2Fb", { kind: "no-key", path: "/sessions/v1/a/b" }],
  ["/sessions/v1/%ff", { kind: "unstorable", path: "/sessions/v1/\ufffd" }],
  ["/healthz", { kind: "page", page: "/healthz" }],
  ["/healthz?x=1", { kind: "page", page: "/healthz" }],
  ["/sessions/v1", { kind: "redirect", location: "/sessions/v1/" }],
  ["/sessions/v1?x=%2F", { kind: "redirect", location: "/sessions/v1/?x=%2F" }],
  ["/sessions/v1/%2e%2e/a", { kind: "redirect", location: "/sessions/a" }],
  ["/sessions/v1/..", { kind: "redirect", location: "/sessions" }],
  ["/sessions/v1/.", { kind: "redirect", location: "/sessions/v1/" }],
  ["/../../a", { kind: "redirect", location: "/a" }],
  ["//", { kind: "redirect", location: "/" }],
  [
    "/sessions/v1//a'(%20)%C3%A9?q",
    { kind: "redirect", location: "/sessions/v1/a%27%28%20%29%C3%A9?q" },
  ],
  ["/", { kind: "elsewhere" }],
  ["/sessions", { kind: "elsewhere" }],
  ["/sessions/v1x", { kind: "elsewhere" }],
  ["/healthz/", { kind: "elsewhere" }],
  ["/sessions/v1/%", { kind: "malformed" }],
  ["/sessions/v1/%4", { kind: "malformed" }],
  ["*", { kind: "malformed" }],
])("%j leads to %j", (target, address) => {
  const store = "path" in address ? { store: 0 } : {};
  expect(resolveAddress(target, [base])).toEqual({ ...address, ...store });
});

test("with the base URI / the first name is the key", () => {
  expect(resolveAddress("/a", ["/"])).toEqual({ kind: "value", store: 0, path: "/a", key: "a" });
  expect(resolveAddress("/a/b", ["/"])).toEqual({
    kind: "value",
    store: 0,
    path: "/a/b",
    key: "a",
  });
  expect(resolveAddress("/", ["/"])).toEqual({ kind: "no-key", store: 0, path: "/" });
  expect(resolveAddress("/metrics", ["/"])).toEqual({ kind: "page", page: "/metrics" });
});

test("of several base URIs the longest that a path begins with counts", () => {
  const bases = ["/v1/", "/v1/echo/", "/sessions/v1/"];
  expect(resolveAddress("/v1/a", bases)).toMatchObject({ store: 0, key: "a" });
  expect(resolveAddress("/v1/echo/a", bases)).toMatchObject({ store: 1, key: "a" });
  expect(resolveAddress("/sessions/v1/a", bases)).toMatchObject({ store: 2, key: "a" });
  expect(resolveAddress("/v1/echo", bases)).toEqual({ kind: "redirect", location: "/v1/echo/" });
  expect(resolveAddress("/v2/a", bases)).toEqual({ kind: "elsewhere" });
});

test("any key without a slash comes out of its escaped form", () => {
  const keys = fc
    .string({ unit: "grapheme", minLength: 1 })
    .filter((key) => !key.includes("/") && key !== "." && key !== "..");
  fc.assert(
    fc.property(keys, (key) => {
      const target = base + encodeURIComponent(key);
      expect(resolveAddress(target, [base])).toEqual({
        kind: "value",
        store: 0,
        path: base + key,
        key,
      });
    }),
  );
});

test("a redirect leads to a place that is not redirected again", () => {
  const names = fc.constantFrom("", ".", "..", "a", "sessions", "v1", "%2F", "%2e", "é%", "'");
  fc.assert(
    fc.property(fc.array(names), (parts) => {
      const first = resolveAddress(`/${parts.join("/").replaceAll("é%", "%C3%A9")}`, [base]);
      if (first.kind !== "redirect") return;
      const second = resolveAddress(first.location, [base]);
      // Go, too, sends the bare base URI on a second time when the first redirect led there.
      if (second.kind === "redirect") expect(second.location).toBe(base);
    }),
  );
});
