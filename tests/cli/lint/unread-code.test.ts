import { describe, expect, test } from "vitest";
import { lintTexts } from "../../../cli/lint/lint.ts";
import { askedByUnread } from "../../../cli/lint/lookups/unread-code.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { buildSignatures } from "../../../cli/signatures/build-signatures.ts";
import { catalogue } from "../../../cli/signatures/catalogue.ts";

describe("code that could not be read", () => {
  test.each([
    ["modules/profile/manifests/web.pp", "profile::web::mode", true],
    ["modules/profile/manifests/web.pp", "::profile::web::mode", true],
    ["modules/profile/manifests/web.pp", "profile::web::inner::mode", true],
    ["modules/profile/manifests/web.pp", "profile::website::mode", false],
    ["modules/profile/manifests/web/tls.pp", "profile::web::mode", false],
    ["modules/profile/manifests/web/tls.pp", "profile::web::tls::mode", true],
    ["modules/profile/manifests/init.pp", "profile::mode", true],
    ["modules/profile/manifests/init.pp", "profile::web::mode", false],
    ["modules/profile/manifests", "profile::web::mode", true],
    ["vendor_modules/profile", "profile::web::mode", true],
    ["modules", "profile::web::mode", true],
    ["modules/web/templates/a.erb", "profile::web::mode", false],
    ["modules/web/templates/a.erb", "flat", true],
  ])("that is %s may ask for %s: %s", (path, key, isAsked) => {
    expect(askedByUnread({ ...catalogue, unread: [path] })(key)).toBe(isAsked);
  });

  test("asks for nothing where all was read", () => {
    expect(askedByUnread(catalogue)("flat")).toBe(false);
  });

  test("makes no key unknown whose class it would hold", () => {
    const { signatures } = buildSignatures(
      [
        { path: "modules/a/manifests/b.pp", text: "class a::b ($x) {}\nclass a::b::c ($y = [" },
        { path: "modules/a/manifests/init.pp", text: "class a ($x) {}" },
      ],
      { name: "code", isComplete: true },
    );
    const text = "a::b::z: 1\na::b::c::y: 2\na::z: 3\n";
    const findings = lintTexts([{ text, file: "x.yaml", target: "tree" }], { rules, signatures });
    expect(findings.map(({ rule, line }) => [rule, line])).toEqual([
      ["puppet/unknown-parameter", 3],
    ]);
  });
});
