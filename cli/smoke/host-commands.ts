import type { RemoteCommand } from "../ssh/transport.ts";

const timeoutMs = 30_000;

/** What systemd knows about a unit, as `Name=value` lines. */
export function showUnit(unit: string): RemoteCommand {
  return {
    purpose: "reading the state of the unit",
    script: `systemctl show "$1" -p ActiveState -p SubState -p NRestarts -p Result -p ExecMainStatus\n`,
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
    script: `docker inspect "$1"\n`,
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
    // A sandbox's `/` is a folder, which it names so; on a real host the variable is not set.
    script: `cat -- "\${KASKCTL_INSTANCE_ROOT:-}$1"\n`,
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
    script: `journalctl -u "$1" -n 30 --no-pager -o cat 2>/dev/null || docker logs --tail 30 "$1" 2>&1\n`,
    args: [unit],
    asRoot: true,
    mutates: false,
    timeoutMs,
  };
}
