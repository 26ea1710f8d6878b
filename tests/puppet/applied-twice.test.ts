import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { modulePath } from "../support/puppet-catalog.ts";
import { needs } from "../support/requires.ts";

const manifest = `class { 'profile::docker::runner':
  service_defs => {
    'changes' => { 'port' => 8190, 'version' => 'v1', 'config' => { 'a' => 1 }, 'environment' => { 'A' => 'b' } },
    'jobs'    => { 'port' => 8191, 'version' => 'v1', 'volume' => true },
  },
}
include role::beta::docker_services
`;

/**
 * Applies a manifest twice, its files alone, on a copy of this machine's files that goes with the mount
 * namespace. $1 is an empty folder, $2 the module path, $3 the manifest; the rest are files to look at.
 */
const script = `set -e
mount -t tmpfs none "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay none -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
mount --rbind /proc "$1/root/proc"
mount --rbind /dev "$1/root/dev"
for code in $(echo "$2" | tr : ' '); do
  mkdir -p "$1/root$code"
  mount --bind "$code" "$1/root$code"
done
apply() {
  chroot "$1/root" puppet apply --confdir /scratch/conf --codedir /scratch/code --vardir /scratch/var \\
    --rundir /scratch/run --logdir /scratch/log --publicdir /scratch/public --modulepath "$2" \\
    --tags file --color=false --detailed-exitcodes --execute "$3" >&2 && echo "exit 0" || echo "exit $?"
}
apply "$1" "$2" "$3"
apply "$1" "$2" "$3"
cd "$1/root"
shift 3
stat -c '%a %U:%G %n' "$@"
`;

const test = needs("puppet", "stdlib of Puppet", "mount namespaces");

function applyTwice(): void {
  const folder = mkdtempSync(join(tmpdir(), "kaskctl-twice-"));
  try {
    const paths = written.map((line) => line.slice(line.lastIndexOf(" ") + 1));
    const words = ["--mount", "--propagation", "private", "sh", "-c", script, "sh"];
    const { stdout } = spawnSync("unshare", [...words, folder, modulePath, manifest, ...paths], {
      encoding: "utf8",
    });
    const [first, second, ...files] = stdout.trimEnd().split("\n");
    // Changes and no failure, then neither.
    expect([first, second]).toEqual(["exit 2", "exit 0"]);
    expect(files).toEqual(written);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Two runs take ten seconds where nothing else goes on.
test("files that Puppet wrote once are as they should be at its next run", applyTwice, 200_000);

const written: readonly string[] = [
  "440 root:root etc/changes/env",
  "440 root:root etc/docker/daemon.json",
  "440 root:root etc/jobs/env",
  "444 root:root etc/changes/config.yaml",
  "444 root:root lib/systemd/system/changes.service",
  "444 root:root lib/systemd/system/jobs.service",
  "700 root:root etc/docker",
  "755 root:root etc/changes",
  "755 root:root etc/jobs",
];
