import { agentStatus } from "../agent/agent-status.ts";
import { KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import type { Transport } from "../ssh/transport.ts";

/**
 * Asks every host whether Puppet could run there, so that nothing is written for a host that would
 * not take it.
 * @throws {KaskctlError} agent-disabled, and why a host could not be asked
 */
export async function preflightHosts(
  hosts: readonly string[],
  transport: Transport,
  world: World,
): Promise<void> {
  const disabled = (await agentStatus(hosts, { transport, world })).find(
    ({ disabledReason }) => disabledReason !== undefined,
  );
  if (!disabled) return;
  const { host, disabledReason } = disabled;
  throw new KaskctlError("agent-disabled", `Puppet is disabled on ${host}: ${disabledReason}`, {
    host,
    hint: "Ask whoever disabled it. Nothing was written.",
  });
}
