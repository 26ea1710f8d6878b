import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testWorld } from "../../support/test-world.ts";
import { folderWith, lint } from "./lint-support.ts";

const cached = ".cache/kaskctl/signatures.json";

describe("cached signatures that cannot be read", () => {
  test.each(["compact", "text", "json", "sarif"])(
    "are named on stderr at every run, with what renews them (-f %s)",
    async (format) => {
      const folder = folderWith({ "t/a.yaml": "a: 1\n", "t/b.yaml": "b: 1\n", [cached]: "" });
      for (const turn of [1, 2]) {
        const { stderr } = await lint(folder, ["t", "-f", format]);
        expect(stderr, `turn ${turn}`).toContain(join(folder, cached));
        expect(stderr).toContain("kaskctl signatures update");
      }
    },
  );
});

describe("the age of signatures that were written before", () => {
  test.each([
    [3, "3 days old", false],
    [100, "3 months old", true],
  ])("%i days is in the summary, and on stderr where they are old", async (days, age, isOld) => {
    const { buildSignatures } = await import("../../../cli/signatures/build-signatures.ts");
    const { bytesFor } = await import("../../../cli/signatures/signature-file.ts");
    const code = [{ path: "modules/web/manifests/init.pp", text: "class web ($x) {}" }];
    const built = buildSignatures(code, { name: "code", isComplete: true });
    const origin = { name: "code", dateMs: testWorld().clock.now() - days * 86_400_000 };
    const folder = folderWith({ "x.yaml": "web::x: 1\n", [cached]: "" });
    writeFileSync(join(folder, cached), bytesFor(cached, { ...built, origin, version: "0" }));
    const { stdout, stderr } = await lint(folder, ["x.yaml"]);
    expect(stdout).toMatch(/^No findings in 1 file\.\nSignatures: code \(.*\), .* old\.\n$/u);
    expect(stdout).toContain(age);
    const said = /^Signatures: code \(.*\), 3 months old; kaskctl signatures update/u;
    expect(stderr).toMatch(isOld ? said : /^$/u);
  });
});

describe("Puppet code that cannot be read", () => {
  const broken = "class web ($x = 'open";

  test("is told on stderr, and its classes are not called unknown", async () => {
    const folder = folderWith({
      "hieradata/common.yaml": "web::x: 1\nweb::y: 1\nother::x: 1\n",
      "modules/web/manifests/init.pp": broken,
    });
    const { stdout, stderr } = await lint(folder, ["hieradata", "-f", "compact"]);
    expect(stderr).toBe("Signatures: modules/web/manifests/init.pp:1: a string is never closed\n");
    expect(stdout.match(/\S+:\d+:\d+/gu)).toEqual(["hieradata/common.yaml:3:1"]);
    writeFileSync(join(folder, "modules/web/manifests/init.pp"), "class web ($x) {}\n");
    const mended = await lint(folder, ["hieradata", "-f", "compact"]);
    expect(mended.stderr).toBe("");
    expect(mended.stdout).toMatch(/:2:1: .*\[puppet\/unknown-parameter\]$/mu);
  });

  test("is told of five times, and how often more", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `modules/m${index}/manifests/init.pp`);
    const folder = folderWith({
      "hieradata/common.yaml": "a: 1\n",
      ...Object.fromEntries(names.map((name) => [name, broken])),
    });
    const { stderr } = await lint(folder, ["hieradata"]);
    expect(stderr.match(/never closed/gu)).toHaveLength(5);
    expect(stderr).toContain("3 more could not be read; -v names all.");
    const all = await lint(folder, ["hieradata", "-v"]);
    expect(all.stderr.match(/never closed/gu)).toHaveLength(8);
  });

  test("keeps its faults in a file of signatures", async () => {
    const { buildSignatures } = await import("../../../cli/signatures/build-signatures.ts");
    const { bytesFor } = await import("../../../cli/signatures/signature-file.ts");
    const path = "modules/web/manifests/init.pp";
    const built = buildSignatures([{ path, text: broken }], { name: "code", isComplete: true });
    const origin = { name: "code", dateMs: 0 };
    const folder = folderWith({ "x.yaml": "web::x: 1\n" });
    writeFileSync(join(folder, "s.json"), bytesFor("s.json", { ...built, origin, version: "0" }));
    const { stdout } = await lint(folder, ["x.yaml", "--signatures", "s.json"]);
    expect(stdout).toMatch(/^No findings in 1 file\.\nSignatures: /u);
  });
});

describe("the host of a text", () => {
  const files = {
    "hieradata/common.yaml": "profile::web::mode: x\n",
    "modules/profile/manifests/web.pp": "class profile::web ($mode) {}\n",
    "modules/role/manifests/web.pp": "class role::web { include profile::web }\n",
    "modules/role/manifests/broken.pp": "class role::broken ('",
  };

  test.each(["role::wbe", "wbe", "web", "Role::Wbe", "::role::wbe"])(
    "has no role %s that complete signatures lack",
    async (role) => {
      await expect(lint(folderWith(files), ["hieradata", "--role", role])).rejects.toMatchObject({
        code: "wrong-use",
        hint: "Did you mean role::web?",
      });
    },
  );

  test.each(["role::web", "::role::web", "Role::Web", "role::broken"])(
    "has the role %s that is there, or may be",
    async (role) => {
      const { exitCode } = await lint(folderWith(files), ["hieradata", "--role", role]);
      expect(exitCode).toBe(0);
    },
  );

  test("may have a role that the catalogue does not know, which is told", async () => {
    const folder = folderWith({ "x.yaml": "{}\n" });
    const { exitCode, stderr } = await lint(folder, ["x.yaml", "--role", "role::elsewhere"]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('does not know the role "role::elsewhere"');
  });

  test.each(["nope", "a b", "a..b", ".a.b", "a.b.", "-a.b", "a_b.c", "", "a/b.c", "ä.b", "a.b\n"])(
    "is not called %j",
    async (host) => {
      const folder = folderWith({ "x.yaml": "{}\n" });
      await expect(lint(folder, ["x.yaml", "--host", host])).rejects.toMatchObject({
        code: "wrong-use",
      });
    },
  );
});
