import { execa } from "execa";
import { KaskctlError } from "../base/errors.ts";
import { plainWords } from "../base/http.ts";
import type { World } from "../base/world.ts";

/** The commit that was cloned. */
export interface ClonedCode {
  /** Seven digits or more, as git abbreviates it. */
  readonly commit: string;
  readonly dateMs: number;
}

/** What a Puppet tree holds beside code is neither fetched nor written, where the server allows it. */
const wantedFiles = ["*.pp", "*.erb", "*.epp", "**/lib/**/*.rb"];

/** Nothing of the user's own git settings may run programs on what is fetched. */
const safeSettings = [
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.abbrev=7",
  "-c",
  "advice.detachedHead=false",
];

/**
 * Clones the newest commit of a git repository into a folder, without its history.
 * @throws {KaskctlError} git-missing, clone-failed, interrupted; wrong-use for a URL with a password
 */
export async function cloneCode(url: string, folder: string, world: World): Promise<ClonedCode> {
  refusePassword(url);
  const git = (...words: readonly string[]): Promise<string> => runGit(words, url, world);
  const shallow = ["--depth", "1", "--single-branch", "--no-tags", "--no-local"];
  await git("clone", ...shallow, "--filter=blob:none", "--no-checkout", "--", url, folder);
  await git("-C", folder, "sparse-checkout", "set", "--no-cone", ...wantedFiles);
  await git("-C", folder, "checkout", "--quiet");
  const [commit = "", seconds = ""] = (
    await git("-C", folder, "log", "-1", "--format=%h %ct")
  ).split(" ");
  return { commit, dateMs: Number(seconds) * 1000 };
}

async function runGit(words: readonly string[], url: string, world: World): Promise<string> {
  const { stdout, stderr, failed, isCanceled, code, shortMessage } = await execa(
    "git",
    [...safeSettings, ...words],
    {
      cwd: world.cwd,
      env: {
        ...world.env,
        // A transport such as ext:: would run a program that the URL names.
        GIT_ALLOW_PROTOCOL: "https:ssh:git:file",
        GIT_TERMINAL_PROMPT: "0",
        GIT_LFS_SKIP_SMUDGE: "1",
        LC_ALL: "C",
      },
      extendEnv: false,
      stdin: "ignore",
      reject: false,
      cancelSignal: world.signal,
      forceKillAfterDelay: 2000,
    },
  );
  if (!failed) return stdout.trim();
  if (isCanceled) throw new KaskctlError("interrupted", `Interrupted: cloning ${url}.`);
  if (code === "ENOENT") {
    throw new KaskctlError("git-missing", `Cannot clone ${url}: there is no \`git\` program.`, {
      hint: "Install git, or build from a checkout with: kaskctl signatures build DIR -o FILE",
    });
  }
  const reason = plainWords(lastWords(stderr) || (shortMessage ?? "nothing"));
  throw new KaskctlError("clone-failed", `Cannot clone ${url}: git says: ${reason}`, {
    hint: "Check the address and your connection; what was kept before is still there.",
  });
}

function refusePassword(url: string): void {
  const parsed = URL.parse(url);
  if (!parsed?.password) return;
  throw new KaskctlError(
    "wrong-use",
    `Cannot clone from ${parsed.host}: the address has a password.`,
    {
      hint: "Take it out of the address; git asks its own credential helpers.",
    },
  );
}

/** Git's last complaint, without the lines of progress before it. */
function lastWords(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).filter((line) => /^(fatal|error|remote|ssh):/.test(line));
  return lines.slice(-3).join(" ") || stderr.trim();
}
