import { count } from "../base/count.ts";
import type { SandboxDescription } from "../sandbox/sandbox.ts";

/** What stands for something else in an engine, and what does not. */
const reality: Readonly<Record<SandboxDescription["engine"], string>> = {
  embedded: "Puppet and Docker are emulated; HTTP, SSH, the Kask and its store are real.",
  box: "Keystone and the ENC are emulated; Puppet, Docker, systemd, SSH and the registry are real.",
};

/** The sandbox for a person: what there is, where it answers, and how to use it. */
export function formatSandbox(sandbox: SandboxDescription): string {
  if (sandbox.state === "dead") {
    return `The sandbox in ${sandbox.dir} is dead: its daemon is not running.\nClear it away with: kaskctl sandbox down --dir ${sandbox.dir}\n`;
  }
  if (sandbox.state === "starting") return `The sandbox in ${sandbox.dir} is being raised.\n`;
  const rows: readonly (readonly [string, string])[] = [
    ["Keystone", sandbox.keystoneUrl],
    ["ENC", sandbox.encUrl],
    ["Registry", sandbox.registryUrl],
    ...sandbox.instances.map(
      ({ fqdn, address, sshPort }) => [fqdn, `ssh ${address}:${sshPort}`] as const,
    ),
    ...sandbox.instances.flatMap(({ name, units }) =>
      units.map(
        ({ unit, activeState, subState, restarts }) =>
          [
            `${name} ${unit}`,
            `${activeState} (${subState}), ${count(restarts, "restart")}`,
          ] as const,
      ),
    ),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`).join("");
  return [
    `The sandbox in ${sandbox.dir} is up. ${reality[sandbox.engine]}\n`,
    table,
    `\nUse it      kaskctl --site ${sandbox.siteFile} deploy sessionstore\n`,
    sandbox.transport === "openssh"
      ? `Log in      ssh -F ${sandbox.sshConfig} ${sandbox.instances[0]?.name ?? ""}\n`
      : "",
    `Take down   kaskctl sandbox down --dir ${sandbox.dir}\n`,
  ].join("");
}

/** The sandbox for a program. */
export function sandboxJson(sandbox: SandboxDescription): object {
  return {
    dir: sandbox.dir,
    engine: sandbox.engine,
    state: sandbox.state,
    started_at: sandbox.startedAt,
    site_file: sandbox.siteFile,
    clouds_file: sandbox.cloudsFile,
    ssh_config: sandbox.sshConfig,
    keystone_url: sandbox.keystoneUrl,
    enc_url: sandbox.encUrl,
    registry_url: sandbox.registryUrl,
    instances: sandbox.instances.map(({ name, fqdn, address, sshPort, units }) => ({
      name,
      fqdn,
      address,
      ssh_port: sshPort,
      units: units.map(({ unit, activeState, subState, restarts }) => ({
        unit,
        active_state: activeState,
        sub_state: subState,
        restarts,
      })),
    })),
  };
}
