import { join } from "node:path";

/** Where Puppet 7 of Debian keeps what it knows, as paths of the instance. */
const settings = {
  agent_catalog_run_lockfile: "/var/lib/puppet/state/agent_catalog_run.lock",
  agent_disabled_lockfile: "/var/lib/puppet/state/agent_disabled.lock",
  lastrunfile: "/var/cache/puppet/public/last_run_summary.yaml",
  lastrunreport: "/var/lib/puppet/state/last_run_report.yaml",
  publicdir: "/var/cache/puppet/public",
  statedir: "/var/lib/puppet/state",
  vardir: "/var/lib/puppet",
  ssldir: "/var/lib/puppet/ssl",
  logdir: "/var/log/puppet",
} as const;

/** The name of a setting of Puppet that is a path. */
export type PathSetting = keyof typeof settings;

/** The setting's path as it is here, under the instance's root; undefined for one that is no path. */
export function settingPath(root: string, name: PathSetting): string;
export function settingPath(root: string, name: string): string | undefined;
export function settingPath(root: string, name: string): string | undefined {
  return Object.hasOwn(settings, name) ? join(root, settings[name as PathSetting]) : undefined;
}
