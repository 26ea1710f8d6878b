import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../base/world.ts";
import { sshUser } from "../ssh-server.ts";
import { useKeptTar } from "./kept-tar.ts";
import type { BoxPlace } from "./place.ts";

/** What every instance has installed. */
const packages = [
  "systemd",
  "systemd-sysv",
  "dbus",
  "libpam-systemd",
  "openssh-server",
  "sudo",
  "puppet-agent",
  "puppet-module-puppetlabs-stdlib",
  "ca-certificates",
  "iproute2",
  "procps",
  "curl",
  "cron",
  "rsync",
  "docker.io",
  "apparmor",
  "iptables",
  "openjdk-17-jre-headless",
];

/** Units that would set up the machine below, or wait for devices that are not there. */
const maskedUnits = [
  "systemd-udevd.service",
  "systemd-udevd-kernel.socket",
  "systemd-udevd-control.socket",
  "systemd-udev-trigger.service",
  "systemd-modules-load.service",
  "systemd-sysctl.service",
  "systemd-remount-fs.service",
  "sys-kernel-debug.mount",
  "sys-kernel-tracing.mount",
  "sys-kernel-config.mount",
  "sys-fs-fuse-connections.mount",
  "dev-hugepages.mount",
  "console-getty.service",
  "getty@.service",
  "apt-daily.timer",
  "apt-daily-upgrade.timer",
  "puppet.service",
];

/** Where an instance finds what is its own: keys and facts; mounted read-only. */
export const ownFilesFolder = "/etc/box";

/** The image is older than all that is written on an instance later. */
export const builtStamp = "/etc/box-built";

/** The container's cgroups are mounted read-only, and its own Docker Engine must write to them. */
const remountCgroups = `#!/bin/sh
mount -o remount,rw,bind /sys/fs/cgroup
awk '$3 == "cgroup" { print $2 }' /proc/mounts | while read -r each; do
  mount -o remount,rw,bind "$each"
done
`;

const dockerDropIn = `[Service]
ExecStartPre=/usr/local/lib/box/remount-cgroups
EnvironmentFile=${ownFilesFolder}/docker
`;

const sshdConfig = `PasswordAuthentication no
UseDNS no
HostKey ${ownFilesFolder}/ssh_host_ed25519_key
AuthorizedKeysFile ${ownFilesFolder}/authorized_keys
`;

/** As on Wikimedia's hosts, where that differs from Debian's; `puppet` is the default of `server`. */
const puppetConf = `[main]
vardir = /var/lib/puppet
ssldir = /var/lib/puppet/ssl
logdir = /var/log/puppet
usecacheonfailure = false
`;

/** Files of the image, each with its mode. */
const files: readonly (readonly [path: string, mode: string, text: string])[] = [
  ["/usr/local/lib/box/remount-cgroups", "0755", remountCgroups],
  ["/etc/systemd/system/docker.service.d/box.conf", "0644", dockerDropIn],
  ["/etc/ssh/sshd_config.d/box.conf", "0644", sshdConfig],
  ["/etc/sudoers.d/box", "0440", `${sshUser} ALL=(ALL) NOPASSWD: ALL\n`],
  ["/etc/puppet/puppet.conf", "0644", puppetConf],
  ["/etc/default/locale", "0644", "LANG=C.UTF-8\n"],
];

/** Run by mmdebstrap with the new root as its only argument. */
function hookScript(): string {
  return [
    "#!/bin/sh",
    "set -eu",
    `chroot "$1" useradd --create-home --shell /bin/bash ${sshUser}`,
    'rm -f "$1"/etc/ssh/ssh_host_*_key*',
    ...files.flatMap(([path, mode, text]) => [
      `install -D -m ${mode} /dev/stdin "$1${path}" <<'END'`,
      `${text}END`,
    ]),
    'mkdir -p "$1/etc/facter"',
    `ln -s ${ownFilesFolder}/facts.d "$1/etc/facter/facts.d"`,
    // The agent compares these with the server's and need not fetch 200 files one by one.
    'mkdir -p "$1/var/lib/puppet"',
    'cp -r "$1/usr/share/puppet/modules/stdlib/lib" "$1/var/lib/puppet/lib"',
    'chroot "$1" systemctl set-default multi-user.target',
    `chroot "$1" systemctl mask ${maskedUnits.join(" ")}`,
    `touch "$1${builtStamp}"`,
    "",
  ].join("\n");
}

/**
 * Lets `use` have the root file system of instances, as a tar: the kept one, or a new one that is then kept.
 * @throws {KaskctlError} sandbox-failed, interrupted, what `use` throws
 */
export async function useRootfs(
  place: BoxPlace,
  world: World,
  use: (tar: string) => Promise<void>,
): Promise<void> {
  const hook = join(place.folder, "rootfs-hook");
  await writeFile(hook, hookScript());
  await chmod(hook, 0o755);
  const recipe = {
    purpose: "make the root file system of instances",
    announcement: `Making the root file system of instances from ${packages.length} Debian packages, which takes minutes the first time …`,
    name: "rootfs",
    contents: packages.join() + hookScript(),
    options: ["--variant=minbase", `--include=${packages.join()}`, `--customize-hook=${hook}`],
  };
  await useKeptTar(recipe, place, world, use);
}
