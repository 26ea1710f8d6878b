import { resolve } from "node:path";
import { execa } from "execa";
import { KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import type { Finding } from "../lint/rule.ts";
import { changedLines, onlyChanged } from "../lint/silence/changed-lines.ts";
import { pathsFrom } from "./paths-from.ts";

/**
 * A filter that leaves the findings on lines that changed since a git ref: since the commit at which
 * the present branch left it, so that what others did there does not count.
 * @throws {KaskctlError} git-missing, git-failed; wrong-use without a ref
 */
export async function sinceFilter(
  ref: string,
  world: World,
): Promise<(findings: readonly Finding[]) => readonly Finding[]> {
  if (ref === "") throw withoutRef();
  const git = (...words: readonly string[]) => runGit(ref, words, world);
  const top = (await git("rev-parse", "--show-toplevel")).trimEnd();
  const commit = (await git("rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`)).trim();
  const base = await git("merge-base", commit, "HEAD").catch(() => commit);
  const diff = await git(
    "-C",
    top,
    "diff",
    "--unified=0",
    "--inter-hunk-context=0",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    base.trim(),
    "--",
  );
  const others = await git("-C", top, "ls-files", "--others", "--exclude-standard", "-z");
  const changed = changedLines(diff, others.split("\0").filter(Boolean));
  // As git names a file; the way to the repository may lead through a link.
  const pathOf = pathsFrom(top);
  return (findings) => onlyChanged(findings, changed, (file) => pathOf(resolve(world.cwd, file)));
}

function withoutRef(): KaskctlError {
  return new KaskctlError("wrong-use", "--since does not say since what.", {
    hint: "Name a branch, tag or commit, as in --since main.",
  });
}

async function runGit(ref: string, words: readonly string[], world: World): Promise<string> {
  const env = { ...world.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" };
  const { failed, stdout, stderr, code } = await execa("git", words, {
    cwd: world.cwd,
    env,
    extendEnv: false,
    stdin: "ignore",
    stripFinalNewline: false,
    reject: false,
    cancelSignal: world.signal,
  });
  if (!failed) return stdout;
  world.signal.throwIfAborted();
  const purpose = `Cannot see what changed since ${ref}`;
  if (code === "ENOENT") {
    throw new KaskctlError("git-missing", `${purpose}: there is no \`git\` program.`, {
      hint: "Install git, or leave out --since.",
    });
  }
  throw new KaskctlError("git-failed", `${purpose}: ${reasonOf(stderr)}.`, {
    hint: "--since takes a branch, tag or commit of the git repository around this folder. A shallow clone lacks older ones: git fetch --unshallow.",
  });
}

function reasonOf(stderr: string | undefined): string {
  const [line = ""] = (stderr ?? "").trim().split("\n");
  // What `rev-parse --verify` says of a name that it does not know.
  if (line === "fatal: Needed a single revision") return "git knows no such branch, tag or commit";
  return line.replace(/^fatal: /, "").replace(/\.$/, "") || "git failed";
}
