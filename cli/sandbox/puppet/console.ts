import type { Writable } from "node:stream";

/** How grave a line of Puppet's log is. */
export type LogLevel = "info" | "notice" | "warning" | "err";

/** A line of Puppet's log, as the report keeps it. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  /** The resource's path, or `Puppet`. */
  readonly source: string;
  /** ISO 8601 in UTC. */
  readonly time: string;
}

// puppet lib/puppet/util/log/destinations.rb (:console) and lib/puppet/util/colors.rb
const looks = {
  info: { name: "Info", colour: "\u001b[0;32m" },
  notice: { name: "Notice", colour: "\u001b[m" },
  warning: { name: "Warning", colour: "\u001b[1;33m" },
  err: { name: "Error", colour: "\u001b[1;31m" },
} as const;
const reset = "\u001b[0m";

/** Puppet's log: coloured lines, on a pipe as well, and all of them kept for the report. */
export class PuppetLog {
  readonly lines: LogLine[] = [];
  readonly #stdout: Writable;
  readonly #stderr: Writable;
  /** Otherwise Puppet speaks to syslog alone, which a sandbox does not have, and not of `info`. */
  readonly #verbose: boolean;

  constructor(stdout: Writable, stderr: Writable, verbose: boolean) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#verbose = verbose;
  }

  info(message: string, source = "Puppet"): void {
    this.#log("info", message, source);
  }

  notice(message: string, source = "Puppet"): void {
    this.#log("notice", message, source);
  }

  warning(message: string, source = "Puppet"): void {
    this.#log("warning", message, source);
  }

  error(message: string, source = "Puppet"): void {
    this.#log("err", message, source);
  }

  #log(level: LogLevel, message: string, source: string): void {
    if (level === "info" && !this.#verbose) return;
    this.lines.push({ level, message, source, time: new Date().toISOString() });
    if (!this.#verbose) return;
    const { name, colour } = looks[level];
    const text = source === "Puppet" ? message : `${source}: ${message}`;
    const stream = level === "warning" || level === "err" ? this.#stderr : this.#stdout;
    stream.write(`${colour}${name}: ${text}${reset}\n`);
  }
}
