/**
 * Facts of Facter 4 by their first name, without the legacy ones.
 *
 * @see facter, lib/schema/facter.yaml
 */
export const knownFacts: ReadonlySet<string> = new Set([
  "aio_agent_version",
  "augeas",
  "az_metadata",
  "cloud",
  "disks",
  "dmi",
  "ec2_metadata",
  "ec2_userdata",
  "env_windows_installdir",
  "facterversion",
  "filesystems",
  "fips_enabled",
  "gce",
  "hypervisors",
  "identity",
  "is_virtual",
  "kernel",
  "kernelmajversion",
  "kernelrelease",
  "kernelversion",
  "ldom",
  "load_averages",
  "memory",
  "mountpoints",
  "networking",
  "nim_type",
  "os",
  "partitions",
  "path",
  "processors",
  "puppetversion",
  "ruby",
  "solaris_zones",
  "ssh",
  "system_profiler",
  "system_uptime",
  "timezone",
  "virtual",
  "xen",
  "zfs_featurenumbers",
  "zfs_version",
  "zpool_featureflags",
  "zpool_featurenumbers",
  "zpool_version",
]);

/** Legacy facts, and where their value stands now. */
const legacyFacts: ReadonlyMap<string, string> = new Map([
  ["architecture", "os.architecture"],
  ["augeasversion", "augeas.version"],
  ["bios_release_date", "dmi.bios.release_date"],
  ["bios_vendor", "dmi.bios.vendor"],
  ["bios_version", "dmi.bios.version"],
  ["boardassettag", "dmi.board.asset_tag"],
  ["boardmanufacturer", "dmi.board.manufacturer"],
  ["boardproductname", "dmi.board.product"],
  ["boardserialnumber", "dmi.board.serial_number"],
  ["chassisassettag", "dmi.chassis.asset_tag"],
  ["chassistype", "dmi.chassis.type"],
  ["dhcp_servers", "networking.dhcp"],
  ["domain", "networking.domain"],
  ["fqdn", "networking.fqdn"],
  ["gid", "identity.group"],
  ["hardwareisa", "processors.isa"],
  ["hardwaremodel", "os.hardware"],
  ["hostname", "networking.hostname"],
  ["id", "identity.user"],
  ["ipaddress", "networking.ip"],
  ["ipaddress6", "networking.ip6"],
  ["lsbdistcodename", "os.distro.codename"],
  ["lsbdistdescription", "os.distro.description"],
  ["lsbdistid", "os.distro.id"],
  ["lsbdistrelease", "os.distro.release.full"],
  ["lsbmajdistrelease", "os.distro.release.major"],
  ["lsbminordistrelease", "os.distro.release.minor"],
  ["lsbrelease", "os.distro.specification"],
  ["macaddress", "networking.mac"],
  ["manufacturer", "dmi.manufacturer"],
  ["memoryfree", "memory.system.available"],
  ["memorysize", "memory.system.total"],
  ["netmask", "networking.netmask"],
  ["netmask6", "networking.netmask6"],
  ["network", "networking.network"],
  ["network6", "networking.network6"],
  ["operatingsystem", "os.name"],
  ["operatingsystemmajrelease", "os.release.major"],
  ["operatingsystemrelease", "os.release.full"],
  ["osfamily", "os.family"],
  ["physicalprocessorcount", "processors.physicalcount"],
  ["processorcount", "processors.count"],
  ["productname", "dmi.product.name"],
  ["rubyplatform", "ruby.platform"],
  ["rubysitedir", "ruby.sitedir"],
  ["rubyversion", "ruby.version"],
  ["scope6", "networking.scope6"],
  ["selinux", "os.selinux.enabled"],
  ["selinux_config_mode", "os.selinux.config_mode"],
  ["selinux_config_policy", "os.selinux.config_policy"],
  ["selinux_current_mode", "os.selinux.current_mode"],
  ["selinux_enforced", "os.selinux.enforced"],
  ["selinux_policyversion", "os.selinux.policy_version"],
  ["serialnumber", "dmi.product.serial_number"],
  ["swapencrypted", "memory.swap.encrypted"],
  ["swapfree", "memory.swap.available"],
  ["swapsize", "memory.swap.total"],
  ["sshdsakey", "ssh.dsa.key"],
  ["sshecdsakey", "ssh.ecdsa.key"],
  ["sshed25519key", "ssh.ed25519.key"],
  ["sshrsakey", "ssh.rsa.key"],
  ["uptime", "system_uptime.uptime"],
  ["uptime_days", "system_uptime.days"],
  ["uptime_hours", "system_uptime.hours"],
  ["uptime_seconds", "system_uptime.seconds"],
  ["uuid", "dmi.product.uuid"],
  ["xendomains", "xen.domains"],
]);

/** Legacy facts with an interface in their name, and what the interface has instead. */
const legacyOfInterfaces: ReadonlyMap<string, string> = new Map([
  ["ipaddress", "ip"],
  ["ipaddress6", "ip6"],
  ["macaddress", "mac"],
  ["mtu", "mtu"],
  ["netmask", "netmask"],
  ["netmask6", "netmask6"],
  ["network", "network"],
  ["network6", "network6"],
  ["scope6", "scope6"],
]);

/** Names of legacy facts that are known by heart, for guessing what was meant. */
export const legacyFactNames: readonly string[] = [...legacyFacts.keys()];

/**
 * Where the value of a legacy fact, which Facter hides and Puppet 8 leaves out, stands now, as in
 * `networking.ip`; undefined for any other fact.
 *
 * @see facter, lib/schema/facter.yaml, `hidden: true`
 */
export function replacementOf(fact: string): string | undefined {
  const known = legacyFacts.get(fact);
  if (known !== undefined) return known;
  // Other signs of an interface's name became underscores, so that only a simple one is certain.
  const [, prefix = "", card = ""] = /^([a-z]+6?)_([a-z]+\d[a-z0-9]*|lo)$/u.exec(fact) ?? [];
  const part = legacyOfInterfaces.get(prefix);
  return part === undefined ? undefined : `networking.interfaces.${card}.${part}`;
}
