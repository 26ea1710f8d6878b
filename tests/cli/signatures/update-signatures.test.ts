import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSignatures } from "../../../cli/signatures/signature-file.ts";
import {
  repositoryName,
  type SignatureUpdate,
  updateSignatures,
} from "../../../cli/signatures/update-signatures.ts";
import { needs } from "../../support/requires.ts";
import { testWorld } from "../../support/test-world.ts";
import { codeFolder } from "./code-folder.ts";

const committed = "2024-10-24T12:00:00Z";

/** A git repository with one commit. */
function repository(files: Readonly<Record<string, string>>): string {
  const folder = codeFolder(files);
  const env = { ...process.env, GIT_COMMITTER_DATE: committed, GIT_AUTHOR_DATE: committed };
  const git = (...words: readonly string[]) => execFileSync("git", words, { cwd: folder, env });
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "a");
  return folder;
}

const files = {
  "modules/a/manifests/init.pp": "class a (Integer $port) { }\n",
  "modules/a/templates/a.erb": "<%= scope.call_function('lookup', ['k']) %>\n",
  "modules/a/lib/facter/a.rb": "hiera('r')\n",
  "modules/a/files/large.bin": "x".repeat(10_000),
};

function update(url: string, change: Partial<SignatureUpdate> = {}): SignatureUpdate {
  return {
    url,
    file: join(codeFolder(), "cache", "signatures.json"),
    version: "1",
    world: testWorld(),
    ...change,
  };
}

describe("updateSignatures", () => {
  needs("git")("keeps what a repository declares, with its commit and date", async () => {
    const folder = repository(files);
    const options = update(`file://${folder}`);
    await updateSignatures(options);
    const { origin, signatures } = readSignatures(options.file);
    const commit = execFileSync("git", ["rev-parse", "--short=7", "HEAD"], { cwd: folder });
    expect(origin).toMatchObject({
      commit: String(commit).trim(),
      dateMs: Date.parse(committed),
    });
    expect([...signatures.classes.keys()]).toEqual(["a"]);
    expect([...signatures.lookups].sort()).toEqual(["k", "r"]);
  });

  needs("git")("takes a folder as well, also one relative to where it is asked", async () => {
    const folder = repository(files);
    const world = testWorld({ cwd: join(folder, "modules") });
    for (const url of [folder, ".."]) {
      const { signatures } = await updateSignatures(update(url, { world }));
      expect(signatures.classes.has("a")).toBe(true);
    }
  });

  needs("git")("says on the way what it does", async () => {
    const lines: string[] = [];
    const world = testWorld({ progress: (line) => lines.push(line) });
    await updateSignatures(update(repository(files), { world }));
    expect(lines).toEqual([
      expect.stringMatching(/^Cloning .* without its history/),
      expect.stringMatching(/^Reading the Puppet code of .* \(2024-10-24\)/),
    ]);
  });

  describe("when it cannot", () => {
    const cases: readonly (readonly [string, () => string, string, RegExp])[] = [
      ["there is no repository", () => codeFolder(), "clone-failed", /git says: fatal: /],
      ["nobody listens", () => "https://127.0.0.1:1/x", "clone-failed", /git says: fatal: /],
      [
        "it holds no manifest",
        () => repository({ "README.md": "" }),
        "code-missing",
        /no manifest/,
      ],
      [
        "a program is named as a transport",
        () => "ext::sh -c true",
        "clone-failed",
        /'ext' not allowed/,
      ],
      [
        "an option is given for a URL",
        () => "--upload-pack=true",
        "clone-failed",
        /git says: fatal: /,
      ],
      [
        "the address has a password",
        () => "https://me:secret@example.org/x",
        "wrong-use",
        /^Cannot clone from example.org: the address has a password/,
      ],
    ];

    needs("git")("says why, and leaves what was kept before", async () => {
      for (const [what, url, code, message] of cases) {
        const options = update(url());
        mkdirSync(join(options.file, ".."), { recursive: true });
        writeFileSync(options.file, "before");
        const error = await updateSignatures(options).catch((reason: unknown) => reason);
        expect([what, error]).toEqual([
          what,
          expect.objectContaining({ code, message: expect.stringMatching(message) }),
        ]);
        expect(String(error)).not.toContain("secret");
        expect(readdirSync(join(options.file, ".."))).toEqual(["signatures.json"]);
      }
    });

    test("says that git is missing", async () => {
      const world = testWorld({ env: { ...process.env, PATH: "/nowhere" } });
      await expect(
        updateSignatures(update("https://example.org/x", { world })),
      ).rejects.toMatchObject({
        code: "git-missing",
        hint: expect.stringMatching(/^Install git/),
      });
    });

    needs("git")("runs no hook and no program of the repository's", async () => {
      const folder = repository({ ...files, ".gitattributes": "*.pp filter=evil\n" });
      const marker = join(codeFolder(), "ran");
      const hooks = codeFolder({ "post-checkout": `#!/bin/sh\ntouch ${marker}\n` });
      chmodSync(join(hooks, "post-checkout"), 0o755);
      const home = codeFolder({ ".gitconfig": `[core]\n\thooksPath = ${hooks}\n` });
      const world = testWorld({ env: { ...process.env, HOME: home } });
      await updateSignatures(update(folder, { world }));
      expect(existsSync(marker)).toBe(false);
    });

    needs("git")("stops when it is interrupted", async () => {
      const world = testWorld({ signal: AbortSignal.abort() });
      await expect(updateSignatures(update(repository(files), { world }))).rejects.toMatchObject({
        code: "interrupted",
      });
    });
  });
});

describe("repositoryName", () => {
  test.each([
    ["https://gerrit.wikimedia.org/r/operations/puppet", "operations-puppet"],
    ["https://gerrit.wikimedia.org/r/a/operations/puppet.git", "operations-puppet"],
    ["https://gitlab.example.org/group/sub/code.git/", "sub-code"],
    ["ssh://me@gerrit.example.org:29418/operations/puppet", "operations-puppet"],
    ["git@github.com:group/code.git", "code"],
    ["file:///srv/git/puppet", "puppet"],
    ["../puppet", "puppet"],
  ])("calls %s %s", (url, name) => {
    expect(repositoryName(url)).toBe(name);
  });
});
