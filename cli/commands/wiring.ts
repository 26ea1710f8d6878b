import type { AgentRun } from "../agent/agent-run.ts";
import { KaskctlError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import type { World } from "../base/world.ts";
import type { Enc } from "../enc/enc.ts";
import type { Context, Service, Site } from "../site/site.ts";
import type { Transport } from "../ssh/transport.ts";
import type { CommandContext } from "./command.ts";

/** The site that `--site` and `--context` mean. */
export async function openSite({ globals, world }: CommandContext): Promise<Site> {
  const { loadSite } = await import("../site/load-site.ts");
  return loadSite({ file: globals.site, context: globals.context, world });
}

/**
 * The named service, or the only one.
 * @throws {KaskctlError} unknown-service, wrong-use
 */
export function chooseService({ services, file }: Site, name: unknown): Service {
  const names = [...services.keys()];
  if (name === undefined) {
    const only = names.length === 1 ? services.get(names[0] ?? "") : undefined;
    if (only) return only;
    throw new KaskctlError(
      "wrong-use",
      `${file} has ${names.length} services, and none was named.`,
      {
        hint: `Name one of: ${names.join(", ")}.`,
      },
    );
  }
  const service = services.get(String(name));
  if (service) return service;
  throw new KaskctlError("unknown-service", `${file} has no service ${String(name)}.`, {
    hint: didYouMean(String(name), names),
  });
}

/** The ENC of a context, with the credential that its cloud has. */
export async function openEnc(context: Context, world: World): Promise<Enc> {
  const { loadCredential } = await import("../site/clouds.ts");
  const { createEncClient } = await import("../enc/client.ts");
  const credential = await loadCredential(context, world);
  return createEncClient({ credential, project: context.project, world });
}

/**
 * A way to the hosts of a context; the caller closes it.
 * @throws {KaskctlError} wrong-use for what ssh2 cannot do
 */
export async function openTransport({ ssh }: Context, world: World): Promise<Transport> {
  const { configFile, user, jump } = ssh;
  if (ssh.transport === "ssh2") {
    const { createSsh2Transport } = await import("../ssh/ssh2.ts");
    return createSsh2Transport({ configFile, user, jump, world });
  }
  const { createOpensshTransport } = await import("../ssh/openssh.ts");
  return createOpensshTransport({ configFile, user, jump, world });
}

/** Does something with a way to the hosts and closes it whatever happens. */
export async function withTransport<Result>(
  context: Context,
  world: World,
  use: (transport: Transport) => Promise<Result>,
): Promise<Result> {
  const transport = await openTransport(context, world);
  try {
    return await use(transport);
  } finally {
    await transport.close();
  }
}

/** Prints one JSON document with the schema's version. */
export function printJson({ terminal }: CommandContext, members: object): void {
  terminal.print(`${JSON.stringify({ schema_version: 1, ...members }, undefined, 2)}\n`);
}

/** Prints Puppet runs and gives their exit code. */
export async function printRuns(
  runs: readonly AgentRun[],
  context: CommandContext,
): Promise<number> {
  const { agentExitCode } = await import("../agent/agent-error.ts");
  const { agentJson } = await import("../report/agent-json.ts");
  const { formatAgentRuns } = await import("../report/agent-text.ts");
  if (context.globals.json) printJson(context, agentJson(runs));
  else context.terminal.print(formatAgentRuns(runs, context.terminal));
  return agentExitCode(runs);
}
