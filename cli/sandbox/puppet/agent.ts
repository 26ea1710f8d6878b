import { createHash } from "node:crypto";
import type { Instance } from "../instance.ts";
import type { StandInContext } from "../stand-ins/stand-in.ts";
import { applyService } from "./apply-service.ts";
import { baseResources } from "./base-resources.ts";
import { type Catalog, CompileError, compileCatalog } from "./catalog.ts";
import { PuppetLog } from "./console.ts";
import { disabledReason, releaseRunLock, takeRunLock } from "./locks.ts";
import type { ResourceStatus } from "./resource-status.ts";
import { writeRunFiles } from "./summary.ts";
import { Transaction } from "./transaction.ts";

/** How an agent is run. */
export interface AgentOptions {
  readonly verbose: boolean;
  /** 2 for changes, 4 for failures, 6 for both. */
  readonly detailedExitCodes?: boolean;
}

/**
 * Runs the agent once: fetches, compiles, applies, and leaves summary and report.
 * @returns the exit code of `puppet agent --onetime`
 * @see puppet lib/puppet/configurer.rb
 */
export async function runAgent(context: StandInContext, options: AgentOptions): Promise<number> {
  const { root } = context.instance;
  const log = new PuppetLog(context.stdout, context.stderr, options.verbose);
  const reason = disabledReason(root);
  if (reason !== undefined) {
    log.notice(
      `Skipping run of Puppet configuration client; administratively disabled (Reason: '${reason}');\nUse 'puppet agent --enable' to re-enable.`,
    );
    return 1;
  }
  if (!takeRunLock(root)) {
    log.notice("Run of Puppet configuration client already in progress; skipping");
    return 1;
  }
  try {
    return await runOnce(context, options, log);
  } finally {
    releaseRunLock(root);
  }
}

async function runOnce(
  context: StandInContext,
  options: AgentOptions,
  log: PuppetLog,
): Promise<number> {
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const finish = (
    statuses: readonly ResourceStatus[],
    configurationVersion: string | undefined,
    retrievalSeconds: number,
  ): Promise<void> => {
    const { root, fqdn } = context.instance;
    const endedAt = Date.now();
    const logs = log.lines;
    const times = { retrievalSeconds, seconds: seconds(), endedAt };
    return writeRunFiles(root, { fqdn, configurationVersion, statuses, logs, ...times });
  };
  const catalog = await retrieveCatalog(context, log);
  const retrievalSeconds = seconds();
  if (catalog === undefined) {
    await finish([], undefined, retrievalSeconds);
    return 1;
  }
  log.info(`Applying configuration version '${catalog.version}'`);
  const transaction = new Transaction(log);
  for (const resource of baseResources) await transaction.evaluate(resource);
  for (const service of catalog.services) {
    if (context.signal?.aborted) {
      log.notice("Caught TERM; exiting");
      return 1;
    }
    await applyService(service, transaction, context);
  }
  log.notice(`Applied catalog in ${(seconds() - retrievalSeconds).toFixed(2)} seconds`);
  await finish(transaction.statuses, catalog.version, retrievalSeconds);
  return options.detailedExitCodes ? detailedExitCode(transaction.statuses) : 0;
}

async function retrieveCatalog(
  context: StandInContext,
  log: PuppetLog,
): Promise<Catalog | undefined> {
  const { instance } = context;
  log.info("Using environment 'production'");
  log.info("Retrieving plugin");
  try {
    const nodeText = await fetchNode(instance);
    log.info(`Caching catalog for ${instance.fqdn}`);
    const version = createHash("sha256").update(nodeText).digest("hex").slice(0, 10);
    return { services: await compileCatalog(nodeText, instance), version: `${version} (sandbox)` };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    log.error(
      `Could not retrieve catalog from remote server: Error 500 on SERVER: Server Error: ${error.message} on node ${instance.fqdn}`,
    );
    log.warning("Not using cache on failed catalog");
    log.error("Could not retrieve catalog; skipping run");
    return undefined;
  }
}

/** What the ENC says of an instance, whatever the status of its answer, as with the real server. */
async function fetchNode({ encUrl, project, fqdn }: Instance): Promise<string> {
  try {
    return await (await fetch(`${encUrl}/v1/${project}/node/${fqdn}`)).text();
  } catch {
    throw new CompileError(
      `Evaluation Error: Error while evaluating a Function Call, Lookup of key 'lookup_options' failed: cloudlib::httpyaml failed Failed to open TCP connection to ${encUrl}`,
    );
  }
}

function detailedExitCode(statuses: readonly ResourceStatus[]): number {
  const has = (outcome: ResourceStatus["outcome"]): boolean =>
    statuses.some((status) => status.outcome === outcome);
  return (has("changed") ? 2 : 0) + (has("failed") ? 4 : 0);
}
