import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildSignatures } from "../../../cli/signatures/build-signatures.ts";
import {
  findSignatures,
  type SignatureSearch,
  updatedFile,
} from "../../../cli/signatures/find-signatures.ts";
import { bytesFor } from "../../../cli/signatures/signature-file.ts";
import { testWorld } from "../../support/test-world.ts";
import { codeFolder } from "./code-folder.ts";

const dayMs = 86_400_000;
const { clock } = testWorld();
/** Later than any file that a test writes, as it is in life. */
const laterClock = { ...clock, now: () => Date.now() + dayMs };

function search(change: Partial<SignatureSearch> = {}): SignatureSearch {
  return { cacheFolder: join(codeFolder(), "cache"), clock: laterClock, build: "1", ...change };
}

function checkout(files: Readonly<Record<string, string>> = {}): string {
  return codeFolder({
    "hieradata/common.yaml": "",
    "modules/a/manifests/init.pp": "class a ($x) {}",
    ...files,
  });
}

/** Writes signatures of a class `name`, dated `ageDays` before the clock. */
function writeSignatures(file: string, name: string, ageDays: number): void {
  const built = buildSignatures([{ path: "a.pp", text: `class ${name} {}` }], {
    name: "",
    isComplete: true,
  });
  const dateMs = laterClock.now() - ageDays * dayMs;
  const origin = { name: "operations-puppet", commit: "d359088", dateMs };
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, bytesFor(file, { ...built, origin, version: "1" }));
}

describe("findSignatures", () => {
  test("takes the named file before all others, and says how old it is", async () => {
    const file = join(codeFolder(), "s.json");
    writeSignatures(file, "named", 800);
    const found = await findSignatures(search({ file, treePath: join(checkout(), "hieradata") }));
    expect([...found.signatures.classes.keys()]).toEqual(["named"]);
    expect(found.line).toMatch(
      /^operations-puppet d359088 \(20\d\d-\d\d-\d\d\), 2 years old; kaskctl signatures update/,
    );
  });

  test.each([["hieradata"], ["hieradata/common.yaml"], ["hieradata/deep/er.yaml"]])(
    "takes the Puppet code around %s",
    async (path) => {
      const tree = checkout();
      const { signatures, line } = await findSignatures(search({ treePath: join(tree, path) }));
      expect(signatures.classes.get("a")?.file).toBe("modules/a/manifests/init.pp");
      expect(signatures.isComplete).toBe(true);
      expect(line).toContain(tree);
    },
  );

  test("takes the Puppet code beside a hiera.yaml", async () => {
    const tree = codeFolder({ "hiera.yaml": "", "site/a/manifests/init.pp": "class a {}" });
    const { signatures } = await findSignatures(search({ treePath: join(tree, "data/x.yaml") }));
    expect([...signatures.classes.keys()]).toEqual(["a"]);
  });

  test("takes the last update where there is no code, and the catalogue where there is neither", async () => {
    const options = search({ treePath: join(codeFolder({ "hieradata/a.yaml": "" }), "hieradata") });
    expect((await findSignatures(options)).line).toMatch(/^kaskctl's own catalogue; kaskctl sig/);
    writeSignatures(updatedFile(options.cacheFolder), "updated", 3);
    const found = await findSignatures(options);
    expect([...found.signatures.classes.keys()]).toEqual(["updated"]);
    expect(found.line).toContain("3 days old");
  });

  test("warns of an update that another version kept, and goes on with the catalogue", async () => {
    const options = search();
    mkdirSync(options.cacheFolder, { recursive: true });
    writeFileSync(updatedFile(options.cacheFolder), '{"schema_version":0,"kaskctl":"0.0.1"}');
    const { signatures, warnings } = await findSignatures(options);
    expect(signatures.origin).toBe("kaskctl's own catalogue");
    expect(warnings).toEqual([expect.stringContaining("kaskctl 0.0.1 wrote it")]);
  });
});

describe("the signatures of a checkout", () => {
  const edits: readonly (readonly [string, (tree: string) => void])[] = [
    [
      "a manifest changes",
      (tree) => writeFileSync(join(tree, "modules/a/manifests/init.pp"), "class a ($y) {}"),
    ],
    [
      "a manifest changes and keeps its size and time",
      (tree) => {
        const file = join(tree, "modules/a/manifests/init.pp");
        utimesSync(file, 1, 1);
        writeFileSync(file, "class a ($z) {}");
        utimesSync(file, 1, 1);
      },
    ],
    [
      "a manifest is new",
      (tree) => writeFileSync(join(tree, "modules/a/manifests/b.pp"), "class a::b {}"),
    ],
    ["a manifest is gone", (tree) => rmSync(join(tree, "modules/a/manifests/init.pp"))],
    [
      "a module is new",
      (tree) => {
        mkdirSync(join(tree, "modules/n/manifests"), { recursive: true });
        writeFileSync(join(tree, "modules/n/manifests/init.pp"), "class n {}");
      },
    ],
    [
      "a template looks another key up",
      (tree) => writeFileSync(join(tree, "modules/a/templates/a.epp"), "<%= lookup('new') %>"),
    ],
  ];

  function tree(): string {
    return checkout({
      "modules/a/manifests/c.pp": "class a::c {\n",
      "modules/a/templates/a.epp": "<%= lookup('old') %>",
    });
  }

  test("come from the cache when nothing changed, with their warnings", async () => {
    const options = search({ treePath: join(tree(), "hieradata") });
    const first = await findSignatures(options);
    const [kept = ""] = readdirSync(join(options.cacheFolder, "trees"));
    const file = join(options.cacheFolder, "trees", kept);
    writeFileSync(file, readFileSync(file, "utf8").replace('"x"', '"as kept"'));
    const second = await findSignatures(options);
    expect(second.warnings).toEqual(["modules/a/manifests/c.pp:1: `{` is never closed"]);
    expect({ ...second, signatures: second.signatures.digest }).toEqual({
      ...first,
      signatures: first.signatures.digest,
    });
    expect(second.signatures.classes.get("a")?.parameters.has("as kept")).toBe(true);
  });

  test.each(edits)("are built anew when %s", async (_what, edit) => {
    const folder = tree();
    const options = search({ treePath: join(folder, "hieradata") });
    const before = await findSignatures(options);
    edit(folder);
    const after = await findSignatures(options);
    expect(after.signatures.digest).not.toBe(before.signatures.digest);
    const fresh = await findSignatures(search({ treePath: join(folder, "hieradata") }));
    expect(after.signatures.digest).toBe(fresh.signatures.digest);
  });

  test("are built anew for another build of kaskctl, and when the cache is damaged", async () => {
    const options = search({ treePath: join(tree(), "hieradata") });
    const { signatures } = await findSignatures(options);
    const [kept = ""] = readdirSync(join(options.cacheFolder, "trees"));
    writeFileSync(join(options.cacheFolder, "trees", kept), "{");
    for (const build of ["1", "2"]) {
      const found = await findSignatures({ ...options, build });
      expect(found.signatures.digest).toBe(signatures.digest);
    }
  });

  test("are not kept while files change in the same moment", async () => {
    const options = search({
      treePath: join(tree(), "hieradata"),
      clock: { ...clock, now: () => 0 },
    });
    await findSignatures(options);
    expect(() => readdirSync(join(options.cacheFolder, "trees"))).toThrow("ENOENT");
  });

  test("are given where the cache cannot be written", async () => {
    const cacheFolder = join(codeFolder({ cache: "" }), "cache");
    const { signatures } = await findSignatures(
      search({ treePath: join(tree(), "hieradata"), cacheFolder }),
    );
    expect(signatures.classes.has("a")).toBe(true);
  });
});
