import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { buildSignatures } from "../../../cli/signatures/build-signatures.ts";
import { scanManifest } from "../../../cli/signatures/scan-manifest.ts";
import { bytesFor, readSignatures } from "../../../cli/signatures/signature-file.ts";
import { codeFolder } from "./code-folder.ts";

const manifest = `# @param x what it is for
#   and “more”
# @param [String] y the other
class a::b (
  Array[String] $x,
  $y = { 'k' => 1 },
  String $z = '',
) inherits ::a { include ::c, d lookup('k') }
define e (Integer *$rest) { }
type F = Enum['g  h']
`;

const built = buildSignatures([{ path: "manifests/b.pp", text: manifest }], {
  name: "code 1234567 (2024-10-24)",
  isComplete: true,
});
const origin = { name: "code", commit: "1234567", dateMs: Date.UTC(2024, 9, 24) };
const writing = { ...built, origin, version: "1.2.3" };

function fileWith(bytes: string | Uint8Array): string {
  const file = join(codeFolder(), "signatures.json");
  writeFileSync(file, bytes);
  return file;
}

describe("a file of signatures", () => {
  test("gives back all that was written", () => {
    const read = readSignatures(fileWith(bytesFor("signatures.json", writing)));
    expect(read.origin).toEqual(origin);
    const { classes, defines, ...others } = read.signatures;
    const { classes: _classes, defines: _defines, ...builtOthers } = built.signatures;
    expect(others).toEqual(builtOthers);
    expect([...classes.keys(), ...defines.keys()]).toEqual(["a::b", "e"]);
    const declared = scanManifest(manifest, "manifests/b.pp", new Set());
    for (const { parameters, ...signature } of [...declared.classes, ...declared.defines]) {
      const found = classes.get(signature.name) ?? defines.get(signature.name);
      expect(found).toMatchObject({ includes: [], ...signature });
      expect(found?.parameters).toEqual(parameters);
    }
    expect(classes.get("a::b")?.parameters.get("x")).toEqual({
      name: "x",
      type: "Array[String]",
      doc: "what it is for and “more”",
    });
  });

  test("is read as well where another program wrote it anew", () => {
    const text = Buffer.from(bytesFor("signatures.json", writing)).toString();
    const pretty = JSON.stringify(JSON.parse(text), undefined, 2);
    const { signatures } = readSignatures(fileWith(pretty));
    expect(signatures.classes.get("a::b")?.parameters.get("z")?.type).toBe("String");
    expect([...signatures.defines.keys()]).toEqual(["e"]);
  });

  test("is compressed where its name ends in .gz, and read whatever it is called", () => {
    const bytes = bytesFor("signatures.json.gz", writing);
    expect(bytes).toEqual(gzipSync(bytesFor("signatures.json", writing)));
    expect(readSignatures(fileWith(bytes)).signatures.digest).toBe(built.signatures.digest);
  });

  test.each([
    ["no JSON", "{", /it is no JSON, or not all of it/],
    ["cut off", bytesFor("a", writing).subarray(0, 300), /it is no JSON, or not all of it/],
    ["cut off and compressed", bytesFor("a.gz", writing).subarray(0, 99), /it is no JSON/],
    ["something else", "[1]", /it has no schema_version/],
    ["a baseline", '{"schema_version":1,"findings":[]}', /it holds no signatures/],
    [
      "of another version",
      '{"schema_version":9,"kaskctl":"7.0.0"}',
      /kaskctl 7\.0\.0 wrote it with schema_version 9, and this one reads 1/,
    ],
    [
      "without content",
      '{"schema_version":1,"origin":{"name":"a","date":"2024-01-01"}}',
      /it is damaged/,
    ],
  ])("is refused with what to do when it is %s", (_what, bytes, message) => {
    const read = () => readSignatures(fileWith(bytes));
    expect(read).toThrow(message);
    expect(read).toThrow(
      expect.objectContaining({
        code: "signatures-invalid",
        hint: expect.stringMatching(/signatures build/),
      }),
    );
  });

  test("is named when it is not there", () => {
    expect(() => readSignatures("/nowhere/s.json")).toThrow(
      "Cannot read the signatures /nowhere/s.json: no such file or directory.",
    );
  });
});
