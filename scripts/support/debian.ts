import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";

/** Debian packages that tests compare us with or run through, and a file that each brings. */
const packages: ReadonlyMap<string, string> = new Map([
  ["chromium", "/usr/bin/chromium"],
  ["docker-registry", "/usr/bin/docker-registry"],
  ["docker.io", "/usr/sbin/dockerd"],
  ["iproute2", "/usr/bin/ip"],
  ["libfaketime", "/usr/share/doc/libfaketime/copyright"],
  ["libxml2-utils", "/usr/bin/xmllint"],
  ["maven", "/usr/bin/mvn"],
  ["mmdebstrap", "/usr/bin/mmdebstrap"],
  ["openjdk-17-jre-headless", "/usr/bin/java"],
  ["openssh-client", "/usr/bin/ssh"],
  ["prometheus", "/usr/bin/promtool"],
  ["puppet", "/usr/lib/ruby/vendor_ruby/puppet.rb"],
  ["puppet-lint", "/usr/bin/puppet-lint"],
  ["puppet-module-puppetlabs-stdlib", "/usr/share/puppet/modules/stdlib"],
  ["puppetserver", "/usr/share/puppetserver/puppetserver.jar"],
  ["python3-junitparser", "/usr/lib/python3/dist-packages/junitparser/__init__.py"],
  ["python3-yaml", "/usr/lib/python3/dist-packages/yaml/__init__.py"],
  ["ruby", "/usr/bin/ruby"],
  ["ruby-rspec-puppet", "/usr/bin/rspec-puppet-init"],
  ["wrk", "/usr/bin/wrk"],
]);

/** Of these a beta cluster in a box is raised, with the Cassandra that Maven fetches. */
export const boxPackages: readonly string[] = [
  ...["docker-registry", "docker.io", "iproute2", "maven", "mmdebstrap", "openjdk-17-jre-headless"],
  ...["openssh-client", "puppet-module-puppetlabs-stdlib", "puppetserver"],
];

const policyFile = "/usr/sbin/policy-rc.d";

/**
 * Installs what is missing where that is possible: as root, on Debian. Elsewhere the tests that need
 * it are skipped by name.
 * @param wanted of the list above; all of it unless given
 */
export function installDebianPackages(wanted: readonly string[] = [...packages.keys()]): void {
  const missing = wanted.filter((name) => !existsSync(packages.get(name) ?? ""));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) {
    console.log(`Not here, and not installable without root on Debian: ${missing.join(", ")}.`);
    return;
  }
  console.log(`Installing Debian packages: ${missing.join(", ")} …`);
  withoutStartingServices(() => {
    run("apt-get", "-qq", "update");
    run("apt-get", "-qq", "install", "-y", "--no-install-recommends", ...missing);
  });
}

/** Debian asks this file before it starts a service; exit code 101 means no. */
function withoutStartingServices(action: () => void): void {
  const ours = !existsSync(policyFile);
  if (ours) writeFileSync(policyFile, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    action();
  } finally {
    if (ours) rmSync(policyFile, { force: true });
  }
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status !== 0) console.log(`${command} ${args[1] ?? ""} failed: ${stderr.trim()}`);
}
