import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { marker, type SandboxPrograms, type SandboxState } from "./state.ts";

/** The environment variable that names the folder which plays an instance's `/`. */
export const rootVariable = "KASKCTL_INSTANCE_ROOT";

/** Who an instance is; the stand-ins read it from `instance.json` beside its root. */
export interface Instance {
  readonly name: string;
  readonly fqdn: string;
  readonly project: string;
  readonly domain: string;
  /** The folder that plays `/`. */
  readonly root: string;
  readonly controlSocket: string;
  readonly encUrl: string;
  /** The puppetserver's private values. */
  readonly privateHiera: string;
}

/** Where things lie in an instance's folder, beside its root. */
export function instancePaths(folder: string) {
  return {
    root: join(folder, "root"),
    bin: join(folder, "bin"),
    identity: join(folder, "instance.json"),
    journal: join(folder, "journal.jsonl"),
  } as const;
}

/** The programs that stand in for a real instance's, and are first on its PATH. */
export const standInNames = [
  "run-puppet-agent",
  "puppet",
  "disable-puppet",
  "enable-puppet",
  "puppet-enabled",
  "docker",
  "systemctl",
  "journalctl",
] as const;

const folders = [
  "etc",
  "home/sandbox",
  "lib/systemd/system",
  "root",
  "run",
  "tmp",
  "var/cache/puppet/public",
  "var/lib/puppet/state",
];

/** Makes an instance's folder: an empty machine, and the stand-ins. */
export async function makeInstance(
  folder: string,
  instance: Instance,
  { id, request: { programs } }: SandboxState,
): Promise<void> {
  const paths = instancePaths(folder);
  for (const each of folders) await mkdir(join(paths.root, each), { recursive: true });
  await mkdir(paths.bin, { recursive: true });
  await writeFile(paths.identity, JSON.stringify(instance, undefined, 2));
  const scripts: readonly (readonly [string, string])[] = [
    ["sudo", sudoScript],
    ["systemd-run", noSystemdScript],
    ...standInNames.map((name) => [name, standInScript(name, paths.root, id, programs)] as const),
  ];
  for (const [name, script] of scripts) {
    await writeFile(join(paths.bin, name), script);
    await chmod(join(paths.bin, name), 0o755);
  }
}

/** The instance whose root is `root`. */
export async function readInstance(root: string): Promise<Instance> {
  return JSON.parse(await readFile(instancePaths(join(root, "..")).identity, "utf8"));
}

/** The whole environment of what is run on an instance over SSH. */
export function instanceEnvironment(
  folder: string,
  sandboxId: string,
  user: string,
): Readonly<Record<string, string>> {
  const { root, bin } = instancePaths(folder);
  return {
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    HOME: join(root, "home", user),
    USER: user,
    LOGNAME: user,
    SHELL: "/bin/sh",
    LANG: "C.UTF-8",
    [rootVariable]: root,
    [marker]: sandboxId,
  };
}

// Everybody may do everything in a sandbox, so what is left of sudo is its words.
const sudoScript = `#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in
    -u | -g | -p | -C) shift 2 ;;
    --) shift; break ;;
    -*) shift ;;
    *=*) export "$1"; shift ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || exit 0
SUDO_USER="$USER" USER=root exec "$@"
`;

// The machine below may run a systemd of its own, which must not be asked.
const noSystemdScript = `#!/bin/sh
echo "System has not been booted with systemd as init system (PID 1). Can't operate." >&2
echo "Failed to connect to bus: Host is down" >&2
exit 1
`;

function standInScript(
  name: string,
  root: string,
  sandboxId: string,
  { node, kaskctl }: SandboxPrograms,
): string {
  const words = [node, kaskctl, "sandbox", "stand-in", name].map(quote).join(" ");
  return [
    "#!/bin/sh",
    `export ${rootVariable}=${quote(root)} ${marker}=${quote(sandboxId)}`,
    `exec ${words} "$@"`,
    "",
  ].join("\n");
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
