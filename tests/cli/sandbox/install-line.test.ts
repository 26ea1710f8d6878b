import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { installLine } from "../../../cli/sandbox/box/requirements.ts";
import { runProcess } from "../../support/programs.ts";
import { needs } from "../../support/requires.ts";

const service = "kask-probe";

/** When a machine starts it. */
const levels = `### BEGIN INIT INFO
# Provides: ${service}
# Default-Start: 2 3 4 5
# Default-Stop: 0 1 6
### END INIT INFO`;

const files: readonly (readonly [path: string, text: string])[] = [
  [
    "DEBIAN/control",
    `Package: ${service}\nVersion: 1\nArchitecture: all\nMaintainer: nobody\nDescription: nothing\n`,
  ],
  // As debhelper writes it.
  ["DEBIAN/postinst", `#!/bin/sh\nupdate-rc.d ${service} defaults\ninvoke-rc.d ${service} start\n`],
  [`etc/init.d/${service}`, `#!/bin/sh\n${levels}\necho "$1" >>/run/${service}\n`],
];

/** A package that brings a service. */
async function newPackage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kaskctl-deb-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const content = join(folder, "content");
  for (const each of ["DEBIAN", "etc/init.d"])
    await mkdir(join(content, each), { recursive: true, mode: 0o755 });
  for (const [path, text] of files) await writeFile(join(content, path), text, { mode: 0o755 });
  const built = join(folder, "probe.deb");
  const ended = await runProcess("dpkg-deb", ["--build", "--root-owner-group", content, built]);
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  return built;
}

/** A machine of its own for a line, that has all of this one's, and on which services are started. */
const machine = `set -eu
mount -t tmpfs tmpfs /run
for each in etc usr var; do
  mkdir -p /run/over/$each/upper /run/over/$each/work
  mount -t overlay -o lowerdir=/$each,upperdir=/run/over/$each/upper,workdir=/run/over/$each/work overlay /$each
done
rm -f /usr/sbin/policy-rc.d`;

/** Runs a line on such a machine, and gives what is then installed, what was started, and the policy. */
async function run(line: string, policy = "") {
  const looks = [
    `dpkg-query --showformat='installed: \${db:Status-Abbrev}\\n' --show ${service}`,
    `echo services: $(cat /run/${service})`,
    "echo policy: $(cat /usr/sbin/policy-rc.d)",
  ];
  const script = [machine, policy, `${line} >/dev/null`, "set +e", ...looks].join("\n");
  // As on a machine that is up.
  const env = { RUNLEVEL: "2", PREVLEVEL: "N" };
  const { stdout, stderr } = await runProcess("unshare", ["--mount", "sh", "-c", script], { env });
  return { found: stdout.split("\n").map((each) => each.trim()), stderr };
}

const test = needs("apt-get", "mount namespaces");

test("the line that installs what a box needs starts no service, which apt-get alone does", async () => {
  const debianPackage = await newPackage();
  const alone = await run(`apt-get install -y ${debianPackage}`);
  expect(alone.found, alone.stderr).toEqual(["installed: ii", "services: start", "policy:", ""]);
  const ours = await run(installLine([debianPackage]));
  expect(ours.found, ours.stderr).toEqual(["installed: ii", "services:", "policy:", ""]);
});

test("the line that installs what a box needs leaves the machine's own policy as it is", async () => {
  const file = "/usr/sbin/policy-rc.d";
  const policy = `echo '#!/bin/sh' >${file}; echo 'exit 101 # ours' >>${file}; chmod 755 ${file}`;
  const { found, stderr } = await run(installLine([await newPackage()]), policy);
  expect(found, stderr).toEqual([
    "installed: ii",
    "services:",
    "policy: #!/bin/sh exit 101 # ours",
    "",
  ]);
});

test("the line that installs what a box needs fails where apt-get does, and leaves no policy", async () => {
  const line = `{ ${installLine(["/nowhere/none.deb"])} || echo failed >&2; }`;
  const { found, stderr } = await run(line);
  expect(stderr).toContain("failed");
  expect(found).toContain("policy:");
});
