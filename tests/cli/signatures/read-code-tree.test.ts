import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCodeTree } from "../../../cli/signatures/read-code-tree.ts";
import { codeFolder } from "./code-folder.ts";

describe("readCodeTree", () => {
  test("says what it left out, and reads the rest", () => {
    const folder = codeFolder({
      "modules/a/manifests/init.pp": "class a {}",
      "modules/a/manifests/corrupt.pp": "class a::corrupt {\n  $x = [1, 2)\n}\n",
    });
    const { signatures, warnings } = readCodeTree(folder, "code");
    expect([...signatures.classes.keys()]).toEqual(["a::corrupt", "a"]);
    expect(warnings).toEqual(["modules/a/manifests/corrupt.pp:2: `)` cannot close `[`"]);
    expect(signatures.origin).toBe("code");
  });

  test.each([
    ["is not there", "gone", "file-unreadable", /no such file or directory/],
    ["is a file", "a.txt", "file-unreadable", /a part of the path is not a folder/],
    ["holds no manifest", "empty", "code-missing", /it has no manifest/],
  ])("refuses a folder that %s", (_what, name, code, message) => {
    const folder = codeFolder({ "a.txt": "" });
    mkdirSync(join(folder, "empty"));
    const read = () => readCodeTree(join(folder, name), "code");
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ code }));
  });
});
