import { describe, expect, test } from "vitest";
import { buildSignatures } from "../../../cli/signatures/build-signatures.ts";

const origin = { name: "a test", isComplete: true };

function built(...texts: readonly string[]) {
  return buildSignatures(
    texts.map((text, index) => ({ path: `modules/m/manifests/f${index}.pp`, text })),
    origin,
  );
}

describe("buildSignatures", () => {
  test("gives classes, defines and aliases of all files, by name", () => {
    const { signatures, warnings } = built(
      "class A::b (String $x) {}",
      "define ::c::d { }",
      "type E::F = Integer[1]",
    );
    expect(warnings).toEqual([]);
    expect([...signatures.classes.keys()]).toEqual(["a::b"]);
    expect([...signatures.defines.keys()]).toEqual(["c::d"]);
    expect(signatures.aliases.get("e::f")).toEqual({
      name: "E::F",
      type: "Integer[1]",
      file: "modules/m/manifests/f2.pp",
      line: 1,
    });
    expect(signatures).toMatchObject({ origin: "a test", isComplete: true });
  });

  test("keeps the first of two declarations of a name", () => {
    const { signatures } = built("class a ($first) {}", "class a ($second) {}");
    expect([...(signatures.classes.get("a")?.parameters.keys() ?? [])]).toEqual(["first"]);
  });

  test("warns of a corrupt manifest, keeps what stands before the mistake, and reads the others", () => {
    const { signatures, warnings } = built(
      "class a {}\nclass b {\n  $x = 'open\n}\n",
      "class c {}",
    );
    expect(warnings).toEqual(["modules/m/manifests/f0.pp:3: a string is never closed"]);
    expect([...signatures.classes.keys()]).toEqual(["a", "b", "c"]);
  });

  test("gathers lookup keys of manifests, functions, templates and Ruby code", () => {
    const { signatures } = buildSignatures(
      [
        { path: "m/manifests/a.pp", text: "class a { $x = lookup('from::manifest') }" },
        {
          path: "m/functions/a.pp",
          text: "function m::a(Hash $b = lookup('from::function')) >> Hash { $b.filter |$k, $v| { $k in $v['x'] } }",
        },
        { path: "m/templates/a.erb", text: "<%= scope.call_function('lookup', ['from::erb']) %>" },
        { path: "m/templates/a.epp", text: "<%= hiera('from::epp') %>" },
        { path: "m/lib/a.rb", text: "scope.function_hiera(['from::ruby'])" },
      ],
      origin,
    );
    expect([...signatures.lookups]).toEqual([
      "from::manifest",
      "from::function",
      "from::erb",
      "from::epp",
      "from::ruby",
    ]);
  });

  test.each([
    ["a parameter's type", "class a (String $x) {}", "class a (Integer $x) {}"],
    ["a default", "class a ($x = 1) {}", "class a ($x = 2) {}"],
    ["an include", "class a { include b }", "class a { include c }"],
    ["a lookup", "class a { lookup('b') }", "class a { lookup('c') }"],
    ["an alias", "type A = String", "type A = Integer"],
  ])("has another digest for another %s", (_what, one, other) => {
    expect(built(one).signatures.digest).toBe(built(one).signatures.digest);
    expect(built(one).signatures.digest).not.toBe(built(other).signatures.digest);
  });
});
