import type { Resource } from "./transaction.ts";

/**
 * What every catalog has, whatever the ENC says: a run is judged by whether there are resources.
 * They are always as wanted, since nothing in a sandbox could change them.
 * @see operations-puppet/modules/profile/manifests/base.pp
 */
export const baseResources: readonly Resource[] = [
  base("Package[puppet]", "Profile::Base/Class[Base::Puppet]", "base/manifests/puppet.pp"),
  base(
    "File[/etc/puppet/puppet.conf]",
    "Profile::Base/Class[Base::Puppet]",
    "base/manifests/puppet.pp",
  ),
  base("Service[ssh]", "Profile::Base/Class[Ssh::Server]", "ssh/manifests/server.pp"),
];

function base(name: string, containers: string, manifest: string): Resource {
  return { name, parent: `/Stage[main]/${containers}`, manifest, requires: [], evaluate: () => [] };
}
