import { execFile } from "node:child_process";
import { KaskctlError } from "../base/errors.ts";
import { systemReason } from "../base/files.ts";
import { Secret } from "../base/secret.ts";
import type { World } from "../base/world.ts";
import { openToOthersError, readPrivateText } from "./private-file.ts";
import type { SecretReference } from "./site.ts";

/** No secret is longer; a program that writes more does something else. */
const maxSecretBytes = 64 * 1024;

/**
 * The secret behind a reference of kind `env`, `file` or `cmd`, without one final line end. A
 * command runs without a shell, in the folder of `world`; its output is in no message.
 * @throws {KaskctlError} secret-unavailable, interrupted
 */
export async function resolveSecret(reference: SecretReference, world: World): Promise<Secret> {
  const text = await readSecret(reference, world);
  if (text === "") throw unavailable(`${describeReference(reference)} is empty.`);
  return new Secret(text);
}

/** A reference in words for messages: `environment variable NAME`. It is not secret itself. */
function describeReference(reference: SecretReference): string {
  switch (reference.kind) {
    case "hiera":
      return `Hiera key ${reference.key}`;
    case "env":
      return `environment variable ${reference.name}`;
    case "file":
      return `file ${reference.path}`;
    case "cmd":
      return `command ${reference.words[0]}`;
  }
}

async function readSecret(reference: SecretReference, world: World): Promise<string> {
  switch (reference.kind) {
    case "hiera":
      throw unavailable(
        `The value of ${describeReference(reference)} is known to the puppetserver only.`,
        "Give kaskctl itself an `env`, `file` or `cmd` reference.",
      );
    case "env":
      return readVariable(reference.name, world);
    case "file":
      return withoutLineEnd(await readSecretFile(reference.path));
    case "cmd":
      return withoutLineEnd(await runSecretCommand(reference.words, world));
  }
}

function readVariable(name: string, world: World): string {
  const value = world.env[name];
  if (value !== undefined) return value;
  throw unavailable(`The environment variable ${name} is not set.`, `Set ${name} and run again.`);
}

async function readSecretFile(path: string): Promise<string> {
  const file = await readPrivateText(path, "the secret file");
  if (file === undefined) {
    throw unavailable(`There is no secret file ${path}.`, "Check the path in the site file.");
  }
  if (file.isOpenToOthers) throw openToOthersError("secret-unavailable", path, "The file");
  return file.text;
}

function runSecretCommand(words: readonly string[], world: World): Promise<string> {
  const [program = "", ...args] = words;
  world.progress(`Asking ${program} for a secret.`);
  const options = {
    cwd: world.cwd,
    env: world.env as NodeJS.ProcessEnv,
    signal: world.signal,
    maxBuffer: maxSecretBytes,
    encoding: "utf8",
  } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(commandError(program, error, world));
    });
    child.stdin?.end();
  });
}

/** Without `cause`: Node puts the command line, and some programs the secret, into its message. */
function commandError(program: string, error: Error, world: World): KaskctlError {
  if (world.signal.aborted) {
    return new KaskctlError("interrupted", `Stopped while ${program} was asked for a secret.`);
  }
  const { code, signal } = error as { code?: string | number | null; signal?: string | null };
  const reason =
    typeof code === "number"
      ? `it ended with exit code ${code}`
      : typeof code === "string"
        ? systemReason(error)
        : `it was ended by ${signal ?? "a signal"}`;
  return unavailable(
    `Cannot get a secret from the command ${program}: ${reason}.`,
    "Run the command by hand; what it writes is not shown here.",
  );
}

function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, "");
}

function unavailable(message: string, hint?: string): KaskctlError {
  return new KaskctlError("secret-unavailable", message, hint === undefined ? {} : { hint });
}
