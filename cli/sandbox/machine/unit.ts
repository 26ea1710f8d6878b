import type { Clock } from "../../base/world.ts";
import { dockerRunWords } from "../../runner/docker-run-words.ts";
import { type Container, type ContainerHost, DockerRunError, startContainer } from "./container.ts";
import type { Images } from "./images.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import type { UnitFile } from "./unit-file.ts";
import { type ActiveState, unitProperties } from "./unit-properties.ts";

/** What a unit needs of its instance. */
export interface UnitHost extends ContainerHost {
  readonly clock: Clock;
  readonly images: Images;
  readonly journal: Journal;
  /** Instead of each unit's own `RestartSec`. */
  readonly restartSec: number | undefined;
}

/** A service unit that systemd would keep running: its container, its restarts, its last end. */
export class Unit {
  readonly name: string;
  readonly #host: UnitHost;
  #file: UnitFile;
  #container: Container | undefined;
  #activeState: ActiveState = "inactive";
  #result = "success";
  #restarts = 0;
  #exitStatus = 0;
  #activeSince: number | undefined;
  /** Aborted when nothing of the present start is wanted any more. */
  #attempt = new AbortController();
  #launching: Promise<void> = Promise.resolve();
  #queue: Promise<void> = Promise.resolve();

  constructor(name: string, file: UnitFile, host: UnitHost) {
    this.name = name;
    this.#file = file;
    this.#host = host;
  }

  /** The running container. */
  get container(): Container | undefined {
    return this.#container;
  }

  /** Takes a changed file into account, from the next start on. */
  reload(file: UnitFile): void {
    this.#file = file;
  }

  /** Starts it, unless it runs; as with `Type=simple` it is up once its process is. */
  start(): Promise<void> {
    return this.#inOrder(() => this.#start());
  }

  /** Stops it, with SIGKILL after `TimeoutStopSec`. */
  stop(): Promise<void> {
    return this.#inOrder(() => this.#stop());
  }

  restart(): Promise<void> {
    return this.#inOrder(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  #inOrder(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #start(): Promise<void> {
    if (this.#activeState === "active") return;
    await this.#giveUpAttempt();
    this.#attempt = new AbortController();
    this.#restarts = 0;
    this.#launching = this.#runOnce(this.#attempt.signal);
    await this.#launching;
  }

  async #stop(): Promise<void> {
    await this.#giveUpAttempt();
    if (this.#activeState !== "inactive") this.#say(`Stopped ${this.#file.description}.`);
    this.#activeState = "inactive";
    this.#result = "success";
  }

  async #giveUpAttempt(): Promise<void> {
    this.#attempt.abort();
    await this.#launching.catch(() => undefined);
    await this.#stopContainer();
  }

  /** As `systemctl show` names and writes them. */
  properties(): Readonly<Record<string, string>> {
    return unitProperties(this.name, this.#file, {
      activeState: this.#activeState,
      result: this.#result,
      restarts: this.#restarts,
      pid: this.#container?.pid ?? 0,
      exitStatus: this.#exitStatus,
      activeSince: this.#activeSince,
      restartSec: this.#restartSec,
    });
  }

  get #restartSec(): number {
    return this.#host.restartSec ?? this.#file.restartSec;
  }

  async #runOnce(signal: AbortSignal): Promise<void> {
    this.#activeState = "activating";
    this.#exitStatus = 0;
    this.#activeSince = this.#host.clock.now();
    const failed = await this.#runBefore();
    if (signal.aborted) return;
    if (failed !== undefined) {
      void this.#onExit(failed, signal);
      throw new Error(
        `Job for ${this.name} failed because the control process exited with error code.`,
      );
    }
    this.#activeState = "active";
    this.#result = "success";
    this.#say(`Started ${this.#file.description}.`);
    const { exited } = await this.#runMain();
    void exited.then((exitCode) => this.#onExit(exitCode, signal));
  }

  /** Carries out ExecStartPre; gives the exit code with which it ended the start, if it did. */
  async #runBefore(): Promise<number | undefined> {
    for (const { words, mayFail } of this.#file.before) {
      // What else is asked for, `docker stop` and `docker rm`, has always happened here already.
      if (words[1] !== "pull") continue;
      const { exitCode, stderr } = await this.#host.images.pull(words[2] ?? "");
      if (exitCode === 0 || mayFail) continue;
      this.#log("stderr", stderr.trim());
      return exitCode;
    }
    return undefined;
  }

  /** Carries out ExecStart, up to the running container. */
  async #runMain(): Promise<{ readonly exited: Promise<number> }> {
    try {
      this.#container = await this.#dockerRun();
      return this.#container;
    } catch (error) {
      if (!(error instanceof DockerRunError)) throw error;
      this.#log("stderr", `docker: ${error.message}`);
      this.#log("stderr", "See 'docker run --help'.");
      return { exited: Promise.resolve(125) };
    }
  }

  async #dockerRun(): Promise<Container> {
    const words = this.#file.start?.words ?? [];
    const run = dockerRunWords(words);
    if (run === undefined) throw new DockerRunError(`cannot run "${words.join(" ")}".`);
    const { images } = this.#host;
    if (images.find(run.image) === undefined) {
      this.#log("stderr", `Unable to find image '${run.image}' locally`);
      const { exitCode, stderr } = await images.pull(run.image);
      if (exitCode !== 0) throw new DockerRunError(`${stderr.trim()}.`);
    }
    const image = images.find(run.image);
    if (image === undefined) throw new DockerRunError(`No such image: ${run.image}.`);
    return startContainer(this.#host, run, image, (container, stream, line) =>
      this.#log(stream, line.replaceAll(this.#host.root, ""), container),
    );
  }

  async #onExit(exitCode: number, signal: AbortSignal): Promise<void> {
    this.#container = undefined;
    if (signal.aborted) return;
    this.#exitStatus = exitCode;
    this.#result = exitCode === 0 ? "success" : "exit-code";
    if (exitCode !== 0) {
      this.#say(`${this.name}: Main process exited, code=exited, status=${exitCode}/n/a`);
      this.#say(`${this.name}: Failed with result 'exit-code'.`);
    }
    if (!this.#file.restartsAlways) {
      this.#activeState = exitCode === 0 ? "inactive" : "failed";
      return;
    }
    this.#activeState = "activating";
    try {
      await this.#host.clock.sleep(this.#restartSec * 1000, signal);
    } catch {
      return;
    }
    this.#restarts += 1;
    this.#say(`${this.name}: Scheduled restart job, restart counter is at ${this.#restarts}.`);
    // What fails in it is in the journal, and tried again.
    this.#launching = this.#runOnce(signal).catch(() => undefined);
    await this.#launching;
  }

  async #stopContainer(): Promise<void> {
    const container = this.#container;
    if (container === undefined) return;
    container.process.kill("SIGTERM");
    const waited = new AbortController();
    const killing = this.#host.clock
      .sleep(this.#file.timeoutStopSec * 1000, waited.signal)
      .then(() => container.process.kill("SIGKILL"))
      .catch(() => false);
    this.#exitStatus = await container.exited;
    waited.abort();
    await killing;
    this.#container = undefined;
  }

  #say(message: string): void {
    this.#append({ identifier: "systemd", pid: 1, message });
  }

  #log(stream: "stdout" | "stderr", message: string, container?: string): void {
    const pid = this.#container?.pid ?? 0;
    const identifier = this.#file.syslogIdentifier;
    this.#append({ identifier, pid, message, stream, ...(container ? { container } : {}) });
  }

  #append(entry: Omit<JournalEntry, "time" | "unit">): void {
    this.#host.journal.append({ time: this.#host.clock.now(), unit: this.name, ...entry });
  }
}
