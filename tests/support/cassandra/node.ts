import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { cassandraWords } from "./java.ts";
import { type NodePlan, nativePort } from "./node-files.ts";
import { until } from "./until.ts";

/** A Cassandra of a test's own. */
export interface CassandraNode {
  readonly plan: NodePlan;
  /** Whether its process is there, be it paused. */
  isRunning(): boolean;
  /**
   * Starts it and resolves when it takes clients.
   * @throws {Error} with the last lines of its log, when it ends or is not up in time
   */
  start(): Promise<void>;
  /** Stops it as an operator does, with SIGTERM, and resolves when it is gone. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL, and resolves when it is gone. */
  kill(): Promise<void>;
  /** Lets it hang, with its connections open. */
  pause(): void;
  resume(): void;
  /** The last lines of its log. */
  lastLines(): string;
}

const startTimeoutMs = 240_000;
const stopTimeoutMs = 120_000;

/** The node of a plan whose files are written; nothing of it is kept here, so that several processes may hold it. */
export function cassandraNode(plan: NodePlan): CassandraNode {
  const send = (signal: NodeJS.Signals): void => {
    const pid = runningPid(plan.folder);
    if (pid === undefined) throw new Error(`Cassandra on ${plan.address} does not run`);
    process.kill(pid, signal);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    send(signal);
    const isGone = (): boolean => runningPid(plan.folder) === undefined;
    await until(
      () => isGone(),
      stopTimeoutMs,
      () => `${plan.address} did not end at ${signal}`,
    );
  };
  return {
    plan,
    isRunning: () => runningPid(plan.folder) !== undefined,
    async start() {
      spawnNode(plan);
      const isUp = async (): Promise<boolean> => {
        if (runningPid(plan.folder) === undefined) throw new Error(story(plan, "ended"));
        return accepts(plan.address, nativePort);
      };
      await until(isUp, startTimeoutMs, () => story(plan, `is not up after ${startTimeoutMs} ms`));
    },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    pause: () => send("SIGSTOP"),
    resume: () => send("SIGCONT"),
    lastLines: () => lastLines(plan.folder),
  };
}

function spawnNode(plan: NodePlan): void {
  const { folder } = plan;
  const output = openSync(join(folder, "output.log"), "a");
  const child = spawn("java", cassandraWords(plan), {
    // By this folder it is known as ours.
    cwd: folder,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  child.unref();
  writeFileSync(join(folder, "pid"), String(child.pid));
}

function runningPid(folder: string): number | undefined {
  try {
    const pid = readFileSync(join(folder, "pid"), "utf8");
    return readlinkSync(`/proc/${pid}/cwd`) === folder ? Number(pid) : undefined;
  } catch {
    return undefined;
  }
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.on("connect", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

function story(plan: NodePlan, what: string): string {
  return `Cassandra on ${plan.address} ${what}. Its last words:\n${lastLines(plan.folder)}`;
}

function lastLines(folder: string): string {
  const logs = ["system.log", "output.log"].map((name) => tail(join(folder, name)));
  return logs.filter((log) => log !== "").join("\n");
}

function tail(file: string): string {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-15).join("\n");
  } catch {
    return "";
  }
}
