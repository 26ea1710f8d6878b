import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { load } from "js-yaml";
import { runAgent } from "../puppet/agent.ts";
import { settingPath } from "../puppet/files.ts";
import { disable, disabledReason, enable, runningAgent } from "../puppet/locks.ts";
import type { StandIn, StandInContext } from "./stand-in.ts";

const attemptSeconds = 10;
const pollMs = 200;

const help = `Usage: run-puppet-agent [-q] [-a ATTEMPTS] [-e MSG | -f] [--failed-only] [--unless-version STRING]
`;

interface Words {
  readonly quiet: boolean;
  readonly attempts: number;
  readonly enable: string | undefined;
  readonly force: boolean;
  readonly failedOnly: boolean;
  readonly unlessVersion: string | undefined;
}

/**
 * Waits for a running agent, enables Puppet where it may, and runs it once.
 * @see operations-puppet/modules/profile/files/puppet/bin/run-puppet-agent
 */
export const runPuppetAgent: StandIn = async (args, context) => {
  const words = parse(args);
  if (words === "help" || words === "wrong") {
    context.stdout.write(help);
    return words === "help" ? 0 : 1;
  }
  const { root } = context.instance;
  if (words.force) enable(root);
  if (words.enable !== undefined) await enablePuppet([words.enable], context);
  if (isNeedless(words, root)) return 0;
  if (!(await waitForAgent(words.attempts, context))) return 1;
  return runAgent(context, { verbose: !words.quiet });
};

const flags: Readonly<Record<string, (words: Words) => Words>> = {
  "-q": (words) => ({ ...words, quiet: true }),
  "--quiet": (words) => ({ ...words, quiet: true }),
  "-f": (words) => ({ ...words, force: true }),
  "--force": (words) => ({ ...words, force: true }),
  "--failed-only": (words) => ({ ...words, failedOnly: true }),
};

const flagsWithValue: Readonly<Record<string, (words: Words, value: string) => Words>> = {
  "-a": (words, value) => ({ ...words, attempts: Number(value) }),
  "--attempts": (words, value) => ({ ...words, attempts: Number(value) }),
  "-e": (words, value) => ({ ...words, enable: value }),
  "--enable": (words, value) => ({ ...words, enable: value }),
  "--unless-version": (words, value) => ({ ...words, unlessVersion: value }),
};

const standard: Words = {
  quiet: false,
  attempts: 12,
  enable: undefined,
  force: false,
  failedOnly: false,
  unlessVersion: undefined,
};

/** The first word that is no option ends them, and is ignored like all that follow it. */
function parse(args: readonly string[]): Words | "help" | "wrong" {
  let words = standard;
  const rest = [...args];
  while (rest[0]?.startsWith("-")) {
    const option = rest.shift() ?? "";
    if (option === "-h" || option === "--help") return "help";
    const flag = flags[option];
    const value = flag === undefined ? rest.shift() : "";
    const understood = flag ?? flagsWithValue[option];
    if (understood === undefined || value === undefined) return "wrong";
    words = understood(words, value);
  }
  return Number.isInteger(words.attempts) ? words : "wrong";
}

function isNeedless({ failedOnly, unlessVersion }: Words, root: string): boolean {
  const { version, resources, events } = lastRun(root);
  const isVersion =
    unlessVersion !== undefined && String(version?.["config"]).includes(unlessVersion);
  if (isVersion) return true;
  if (!failedOnly) return false;
  if (disabledReason(root) !== undefined) return true;
  // A run without resources is one whose catalog did not compile.
  return (
    Number(resources?.["total"]) > 0 && resources?.["failed"] === 0 && events?.["failure"] === 0
  );
}

type Section = Readonly<Record<string, unknown>>;

/** Puppet's summary of the last run, or nothing of it where there is none that can be read. */
function lastRun(root: string): Partial<Record<"version" | "resources" | "events", Section>> {
  try {
    return load(readFileSync(settingPath(root, "lastrunfile"), "utf8")) ?? {};
  } catch {
    return {};
  }
}

async function waitForAgent(
  attempts: number,
  { instance, stdout, signal }: StandInContext,
): Promise<boolean> {
  const deadline = Date.now() + attempts * attemptSeconds * 1000;
  while (runningAgent(instance.root) !== undefined) {
    if (Date.now() >= deadline) {
      const waited = attempts * attemptSeconds;
      stdout.write(
        `Waited ${waited} seconds and a preceding puppet run is still ongoing, aborting\n`,
      );
      return false;
    }
    await sleep(pollMs, undefined, signal ? { signal } : {}).catch(() => undefined);
    if (signal?.aborted) return false;
  }
  return true;
}

/** `disable-puppet MSG [ATTEMPTS]`: an existing reason stays; it waits for an agent that runs. */
export const disablePuppet: StandIn = async ([message, attempts = "30"], context) => {
  if (message === undefined) {
    context.stderr.write("disable-puppet: a message is needed\n");
    return 1;
  }
  disable(context.instance.root, `${message}${byWhom(context)}`);
  return (await waitForAgent(Number(attempts), context)) ? 0 : 1;
};

/** `enable-puppet MSG|--force`: only with the reason it was disabled with. */
export const enablePuppet: StandIn = async ([message], context) => {
  const { root } = context.instance;
  const reason = disabledReason(root);
  if (reason === undefined) return 0;
  if (message !== "--force" && message !== reason && `${message}${byWhom(context)}` !== reason) {
    context.stdout.write("Mismatched message, not enabling puppet.\n");
    return 1;
  }
  enable(root);
  return 0;
};

function byWhom({ env }: StandInContext): string {
  return ` - ${env["SUDO_USER"] ?? env["USER"] ?? "root"}`;
}

/** `puppet-enabled`: exit code 1, and why, where it is not. */
export const puppetEnabled: StandIn = async (_args, { instance, stdout }) => {
  const reason = disabledReason(instance.root);
  if (reason === undefined) return 0;
  stdout.write(`Puppet is disabled. ${reason}\n`);
  return 1;
};
