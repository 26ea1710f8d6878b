import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { instancePaths } from "../instance.ts";
import { type JournalEntry, parseEntry, readJournal } from "../machine/journal.ts";
import { type StandIn, type StandInContext, splitOptions, valuesOf } from "./stand-in.ts";

/**
 * `journalctl [-u UNIT]… [-t IDENTIFIER]… [-n LINES] [-o cat|short|json] [-f] [--no-pager]`.
 * @see journalctl(1)
 */
export const journalctl: StandIn = async (args, context) => {
  const { options } = splitOptions(args, ["-u", "--unit", "-t", "-n", "--lines", "-o", "--output"]);
  const units = valuesOf(options, "-u", "--unit").map((name) =>
    name.endsWith(".service") ? name : `${name}.service`,
  );
  const identifiers = valuesOf(options, "-t", "--identifier");
  const format = formats.get(valuesOf(options, "-o", "--output").at(-1) ?? "short") ?? short;
  const isFollowing = options.some(([name]) => name === "-f" || name === "--follow");
  const lines = valuesOf(options, "-n", "--lines").at(-1) ?? (isFollowing ? "10" : "all");
  const isWanted = (entry: JournalEntry): boolean =>
    (units.length === 0 || units.includes(entry.unit)) &&
    (identifiers.length === 0 || identifiers.includes(entry.identifier));
  const write = (entry: JournalEntry): void => {
    context.stdout.write(`${format(entry, context.instance.name)}\n`);
  };
  const { entries: all, sizeBytes } = readJournal(journalPath(context));
  const entries = all.filter(isWanted);
  const shown =
    lines === "all" ? entries : entries.slice(Math.max(0, entries.length - Number(lines)));
  for (const entry of shown) write(entry);
  if (shown.length === 0 && !isFollowing) context.stdout.write("-- No entries --\n");
  if (isFollowing)
    await followJournal(context, sizeBytes, (entry) => isWanted(entry) && write(entry));
  return 0;
};

/** The journal of the stand-in's instance. */
export function journalPath({ instance }: StandInContext): string {
  return instancePaths(join(instance.root, "..")).journal;
}

/** Hands on each entry after the first `sizeBytes`, also those to come, until this process is stopped. */
export function followJournal(
  context: StandInContext,
  sizeBytes: number,
  onEntry: (entry: JournalEntry) => void,
): Promise<void> {
  const tail = spawn("tail", ["-c", `+${sizeBytes + 1}`, "-F", journalPath(context)], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  context.stdout.once("error", () => tail.kill());
  context.signal?.addEventListener("abort", () => tail.kill(), { once: true });
  createInterface({ input: tail.stdout }).on("line", (line) => {
    for (const entry of parseEntry(line)) onEntry(entry);
  });
  return new Promise((resolve) => tail.once("close", () => resolve()));
}

function short({ time, identifier, pid, message }: JournalEntry, host: string): string {
  const [, month, day, , clock] = /(\w{3}) (\d\d) (\d{4}) ([\d:]{8})/.exec(swapped(time)) ?? [];
  return `${month} ${day} ${clock} ${host} ${identifier}[${pid}]: ${message}`;
}

/** `Nov 22 2026 11:14:54`, of the `Sun, 22 Nov 2026 11:14:54 GMT` that JavaScript has. */
function swapped(timeMs: number): string {
  return new Date(timeMs).toUTCString().replace(/^\w+, (\d\d) (\w{3})/, "$2 $1");
}

function json({ time, unit, identifier, pid, message }: JournalEntry): string {
  return JSON.stringify({
    __REALTIME_TIMESTAMP: String(time * 1000),
    _SYSTEMD_UNIT: unit,
    SYSLOG_IDENTIFIER: identifier,
    _PID: String(pid),
    MESSAGE: message,
  });
}

const formats: ReadonlyMap<string, (entry: JournalEntry, host: string) => string> = new Map([
  ["cat", ({ message }) => message],
  ["short", short],
  ["json", json],
]);
