import type { RemoteCommand } from "../ssh/transport.ts";

/**
 * The first line of every script: where the tools may be, since a login without a shell profile
 * lacks the sbin folders. `KASKCTL_INSTANCE_ROOT` is empty on a real host; a sandbox sets it to
 * the folder that stands for `/`.
 */
const preamble = `PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"; root="\${KASKCTL_INSTANCE_ROOT:-}"\n`;

const timeoutMs = 30_000;

/** What systemd knows about a unit, as `Name=value` lines. */
export function showUnit(unit: string): RemoteCommand {
  return {
    purpose: "reading the state of the unit",
    script: `${preamble}systemctl show "$1" -p ActiveState -p SubState -p NRestarts -p Result -p ExecMainStatus\n`,
    args: [unit],
    asRoot: false,
    mutates: false,
    timeoutMs,
  };
}

/** What Docker knows about a container, as its JSON. */
export function inspectContainer(name: string): RemoteCommand {
  return {
    purpose: "inspecting the container",
    script: `${preamble}docker inspect "$1"\n`,
    args: [name],
    asRoot: true,
    mutates: false,
    timeoutMs,
  };
}

/** The configuration as it lies on the host. Puppet writes it with mode 0444, so root is not needed. */
export function readHostFile(path: string): RemoteCommand {
  return {
    purpose: `reading ${path}`,
    script: `${preamble}cat -- "$root$1"\n`,
    args: [path],
    asRoot: false,
    mutates: false,
    timeoutMs,
  };
}

/**
 * The last 30 lines that a service wrote. The journal is asked first: `docker run --rm` takes the
 * log of a container that stopped away with it.
 */
export function lastLogLines(unit: string): RemoteCommand {
  return {
    purpose: "reading the log of the service",
    script: `${preamble}journalctl -u "$1" -n 30 --no-pager -o cat 2>/dev/null || docker logs --tail 30 "$1" 2>&1\n`,
    args: [unit],
    asRoot: true,
    mutates: false,
    timeoutMs,
  };
}
