import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands } from "../cli/commands/index.ts";
import { consoleSteps, problemsOf, scriptOf } from "./support/console-steps.ts";
import { type Ended, runKaskctl, runProcess } from "./support/programs.ts";
import { needs } from "./support/requires.ts";

const root = join(import.meta.dirname, "..");

describe("every link of the docs", () => {
  const pages = ["README.md", "CONTRIBUTING.md", "hiera-templates/README.md", ...pagesIn("docs")];

  test("leads to a file that is there", () => {
    const links = pages.flatMap((page) =>
      [...readFileSync(join(root, page), "utf8").matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(
        ([, target]) => ({ page, target: target ?? "" }),
      ),
    );
    expect(links.length).toBeGreaterThan(10);
    expect(
      links.filter(({ page, target }) => !existsSync(resolve(root, dirname(page), target))),
    ).toEqual([]);
  });
});

describe("the tutorial", () => {
  needs("ssh")(
    "does in a fresh copy what it says, word by word",
    async () => {
      const copy = await freshCopy();
      try {
        const steps = consoleSteps(readFileSync(join(root, "docs/tutorial.md"), "utf8"));
        expect(steps.length).toBeGreaterThan(10);
        const ended = await runProcess("bash", ["-c", scriptOf(steps)], {
          cwd: copy,
          env: { XDG_STATE_HOME: join(copy, "state"), KASKCTL_SITE: "" },
        });
        expect(problemsOf(steps, ended)).toEqual([]);
      } finally {
        await rm(copy, { recursive: true, force: true });
      }
    },
    300_000,
  );
});

describe("a how-to about lint", () => {
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "kaskctl-how-to-"));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A repository with a tree that has one old finding, and `kaskctl` on the path. */
  async function treeFor(name: string) {
    const cwd = join(folder, name, "repository");
    const bin = join(folder, name, "bin");
    const files = {
      "hieradata/common.yaml": "profile::web::port: 80\nprofile::web::since: 2026-01-01\n",
      "hieradata/hosts/web1.yaml": "profile::web::port: 8080\n",
      "modules/profile/manifests/web.pp": "class profile::web(Integer $port, String $since) { }\n",
    };
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(cwd, file)), { recursive: true });
      await writeFile(join(cwd, file), text);
    }
    await mkdir(bin);
    await symlink(join(root, "dist/kaskctl.js"), join(bin, "kaskctl"));
    const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    for (const words of [
      ["init", "--quiet", "--initial-branch=main"],
      ["add", "."],
      [...identity, "commit", "--quiet", "--message=A tree."],
    ]) {
      execFileSync("git", words, { cwd });
    }
    const path = [bin, dirname(process.execPath), process.env["PATH"]].join(":");
    return { cwd, env: { PATH: path, XDG_CACHE_HOME: join(folder, name, "cache") } };
  }

  test.each(["lint-a-tree", "lint-in-ci"])("shows what its commands say: %s", async (name) => {
    const steps = consoleSteps(readFileSync(join(root, "docs/how-to", `${name}.md`), "utf8"));
    expect(steps.length).toBeGreaterThan(0);
    const ended = await runProcess("bash", ["-c", scriptOf(steps)], await treeFor(name));
    expect(problemsOf(steps, ended)).toEqual([]);
  });

  test("is what README shows: a tree with three mistakes", async () => {
    const steps = consoleSteps(readFileSync(join(root, "README.md"), "utf8"));
    expect(steps).toHaveLength(1);
    const place = await treeFor("readme");
    const data =
      'profile::web::country: NO\nprofile::web::port: "8080"\nprofile::web::sicne: 2026\n';
    await writeFile(join(place.cwd, "hieradata/common.yaml"), data);
    const code = "class profile::web(Integer $port, String $country, Integer $since = 2020) { }\n";
    await writeFile(join(place.cwd, "modules/profile/manifests/web.pp"), code);
    const ended = await runProcess("bash", ["-c", scriptOf(steps)], place);
    expect(problemsOf(steps, ended)).toEqual([]);
  });

  test("has only commands in its files for CI systems that run", async () => {
    const page = readFileSync(join(root, "docs/how-to/lint-in-ci.md"), "utf8");
    const blocks = [...page.matchAll(/```(?:yaml|ini)\n([\s\S]*?)```/g)].map(
      ([, text]) => text ?? "",
    );
    const lines = blocks.flatMap((text) => text.match(/kaskctl lint .*$/gm) ?? []);
    expect(lines).toHaveLength(3);
    const place = await treeFor("ci-files");
    const words = ["lint", "hieradata", "--baseline", "lint-baseline.json", "--write-baseline"];
    await runKaskctl(words, place);
    for (const line of lines) {
      const { exitCode, stderr } = await runProcess("bash", ["-c", line], place);
      expect({ line, exitCode, stderr }).toEqual({
        line,
        exitCode: line.includes("baseline") ? 0 : 1,
        stderr: "",
      });
    }
  });
});

describe("every example of a command", () => {
  const examples = commands.flatMap(({ examples: lines }) => lines);
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "kaskctl-examples-"));
  });

  afterAll(async () => {
    await runKaskctl(["sandbox", "down", "--dir", join(folder, "given")]);
    await rm(folder, { recursive: true, force: true });
  });

  needs("ssh")(
    "runs, in the order of help, on a sandbox",
    async () => {
      const env = {
        XDG_STATE_HOME: join(folder, "state"),
        XDG_CACHE_HOME: join(folder, "cache"),
        KASKCTL_SITE: join(folder, "given", "kaskctl.yaml"),
      };
      const run = (line: string): Promise<Ended> =>
        runKaskctl(line.split(" ").slice(1), { cwd: folder, env });
      await run(`kaskctl sandbox up --dir ${join(folder, "given")}`);
      await writeFile(
        join(folder, "horizon.yaml"),
        (await run("kaskctl render sessionstore")).stdout,
      );
      await puppetRepository(join(folder, "operations-puppet"));
      const failed: string[] = [];
      for (const { line } of examples) {
        const { exitCode, stderr } = await run(line);
        if (exitCode !== 0) failed.push(`${line} exited with ${exitCode}: ${stderr}`);
      }
      expect(examples.length).toBeGreaterThan(commands.length / 2);
      expect(failed).toEqual([]);
    },
    300_000,
  );
});

describe("README", () => {
  test("shows only commands that are examples of themselves, and so are run", () => {
    // README asks before it changes a host; a test has nobody to ask.
    const examples = commands
      .flatMap(({ examples: lines }) => lines)
      .map(({ line }) => line.replace(" --yes", ""));
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const shown = [...readme.matchAll(/^(kaskctl .*?) +#/gm)].map(([, line]) => line);
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.filter((line) => !examples.includes(line ?? ""))).toEqual([]);
  });
});

describe("what CONTRIBUTING says of new things", () => {
  test("writes a rule, a check and a command that fit in", async () => {
    const copy = await freshCopy();
    const npmRun = (...words: readonly string[]): Promise<Ended> =>
      runProcess("npm", ["run", "--silent", ...words], { cwd: copy });
    try {
      await npmRun("new", "--", "rule", "yaml/example");
      await npmRun("new", "--", "check", "example");
      await npmRun("new", "--", "command", "example");
      const generated = await npmRun("generate");
      expect(generated.stdout).toContain("wrote cli/lint/rules/index.ts");
      expect(generated.stdout).toContain("wrote cli/smoke/checks/index.ts");
      const types = await runProcess(join(copy, "node_modules/.bin/tsc"), [], { cwd: copy });
      expect(types).toMatchObject({ exitCode: 0, stdout: "" });
      expect((await npmRun("new", "--", "rule", "yaml/example")).stderr).toContain("there already");
      expect(await npmRun("fix")).toMatchObject({ exitCode: 0 });
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });
});

/** The files that git knows or would add, and the packages, so that nothing is built yet. */
async function freshCopy(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "kaskctl-fresh-"));
  const words = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", words, { cwd: root, encoding: "utf8" })
    .split("\0")
    .filter(Boolean);
  for (const file of files.filter((path) => existsSync(join(root, path)))) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await cp(join(root, file), join(copy, file));
  }
  // Biome asks git which files are ignored.
  execFileSync("git", ["init", "--quiet"], { cwd: copy });
  execFileSync("cp", ["-a", join(root, "node_modules"), join(copy, "node_modules")]);
  return copy;
}

/** A git repository with a module. */
async function puppetRepository(repository: string): Promise<void> {
  const manifests = join(repository, "modules", "kask", "manifests");
  await mkdir(manifests, { recursive: true });
  await writeFile(join(manifests, "init.pp"), "class kask (Integer $port) { }\n");
  const git = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
  execFileSync("git", ["init", "--quiet"], { cwd: repository });
  execFileSync("git", ["add", "."], { cwd: repository });
  execFileSync("git", [...git, "commit", "--quiet", "-m", "init"], { cwd: repository });
}

function pagesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
}
