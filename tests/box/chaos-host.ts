import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { load } from "js-yaml";
import type { SandboxDescription } from "../../cli/sandbox/sandbox.ts";
import { readState } from "../../cli/sandbox/state.ts";
import { root } from "../../scripts/support/root.ts";
import { kaskctl, runProcess } from "../support/programs.ts";

/** What the service is to be, where that is not usual. */
export interface Wish {
  /** Seconds; tells one wish from the next. */
  readonly ttl?: number;
  readonly overrideCmd?: string;
  readonly version?: string;
  /** The package that is to bring Docker. */
  readonly dockerPackage?: string;
  /** Where kaskctl asks for tags. */
  readonly registryUrl?: string;
}

/** What became of a deploy. */
export interface Deployed {
  readonly exitCode: number | null;
  /** `done`, or the code of the failure; after it the outcome of the agent, where it ran. */
  readonly outcome: string;
  /** Names of the steps that were done. */
  readonly done: readonly string[];
  /** Why it stopped and what to try; empty where it did not. */
  readonly failure: string;
  /** Checks that did not pass. */
  readonly wrong: readonly string[];
  /** The agent's log, as kaskctl kept it. */
  readonly logFile: string | undefined;
  /** All that was said meanwhile. */
  readonly said: string;
}

/** Told each line that kaskctl says while it deploys; the deploy is not held up. */
export type Listener = (line: string) => Promise<unknown> | undefined;

/** An instance of a box with one Kask, which needs no Cassandra, and a kaskctl that deploys it. */
export class ChaosHost {
  readonly #box: SandboxDescription;
  readonly #socket: string;
  readonly #folder: string;
  readonly name: string;
  readonly address: string;
  #kaskctl: number | undefined;
  /** Connections that were ended; for a moment they are still to be seen. */
  readonly #cut = new Set<number>();

  private constructor(
    box: SandboxDescription,
    name: string,
    place: Record<"socket" | "folder", string>,
  ) {
    const instance = box.instances.find((each) => each.name === name);
    if (!instance) throw new Error(`the box has no instance ${name}`);
    this.#box = box;
    this.#socket = place.socket;
    this.#folder = place.folder;
    this.name = name;
    this.address = instance.address;
  }

  static async open(box: SandboxDescription, name: string): Promise<ChaosHost> {
    const { runtimeFolder } = await readState(box.dir);
    const folder = await mkdtemp(join(tmpdir(), "kaskctl-chaos-"));
    await mkdir(join(folder, "template"));
    await writeFile(join(folder, "template", "template.yaml"), template);
    await writeFile(join(folder, "template", "parameters.yaml"), parameters);
    return new ChaosHost(box, name, { socket: join(runtimeFolder, "docker.sock"), folder });
  }

  close(): Promise<void> {
    return rm(this.#folder, { recursive: true });
  }

  /** Runs Docker's client against the box's engine; gives what it said. */
  async docker(...words: readonly string[]): Promise<string> {
    const ended = await runProcess("docker", ["--host", `unix://${this.#socket}`, ...words]);
    if (ended.exitCode === 0) return ended.stdout;
    throw new Error(`docker ${words.join(" ")}: ${ended.exitCode} ${ended.stderr}`);
  }

  /** Runs a line on the instance as root, without SSH; gives what it said. */
  root(line: string): Promise<string> {
    return this.docker("exec", this.name, "sh", "-ec", line);
  }

  /** Whether a line does its work on the instance as root. */
  tries(line: string): Promise<boolean> {
    return this.root(line).then(
      () => true,
      () => false,
    );
  }

  /** Ends the connection that kaskctl has to the instance now, if it has one. */
  async cutSsh(): Promise<boolean> {
    const children = await childrenOf(this.#kaskctl);
    const master = children.find((pid) => wordsOf(pid).includes("ControlMaster=yes"));
    if (master === undefined || this.#cut.has(master)) return false;
    this.#cut.add(master);
    try {
      process.kill(master, "SIGKILL");
      return true;
    } catch {
      return false; // It ended meanwhile.
    }
  }

  /** Lets Puppet's agent see another time, as `faketime` writes it; the clock itself is the whole machine's. */
  async setAgentClock(offset: string): Promise<void> {
    const { stdout } = await runProcess("dpkg", ["--listfiles", "libfaketime"]);
    const library = stdout.split("\n").find((path) => path.endsWith("/libfaketime.so.1"));
    if (library === undefined) throw new Error("Debian's libfaketime is not installed");
    await this.docker("cp", library, `${this.name}:/usr/local/lib/libfaketime.so.1`);
    const environment = `LD_PRELOAD=/usr/local/lib/libfaketime.so.1 FAKETIME=${offset} FAKETIME_DONT_FAKE_MONOTONIC=1`;
    const program = `#!/bin/sh\nexport ${environment}\nexec /usr/bin/puppet "$@"\n`;
    await this.root(`printf '${program}' >${agentBeforeDebians}; chmod 755 ${agentBeforeDebians}`);
  }

  /** Lets the agent see the machine's time again. */
  resetAgentClock(): Promise<string> {
    return this.root(`rm ${agentBeforeDebians}`);
  }

  /** Gives Kask's image in the box's registry another tag, and how to remove that. */
  async addTag(tag: string): Promise<() => Promise<void>> {
    const name = "repos/mediawiki/services/kask";
    const type = "application/vnd.docker.distribution.manifest.v2+json";
    const url = `${this.#box.registryUrl}/v2/${name}/manifests`;
    const manifest = await fetch(`${url}/${version}`, { headers: { accept: type } });
    const headers = { "content-type": type };
    const put = { method: "PUT", headers, body: await manifest.text() };
    const { status } = await fetch(`${url}/${tag}`, put);
    if (status !== 201) throw new Error(`the registry did not take the tag ${tag}: ${status}`);
    const repositories = join(this.#box.dir, "box/registry/docker/registry/v2/repositories");
    // The registry's API removes what the tag stands for, for all of its tags.
    return () => rm(join(repositories, name, "_manifests/tags", tag), { recursive: true });
  }

  /** Lets systemd restart Kask after 3 s; Puppet's unit has 10. */
  async restartSooner(): Promise<void> {
    const folder = "/etc/systemd/system/mediawiki-services-kask.service.d";
    await this.root(
      `mkdir -p ${folder}; printf '[Service]\\nRestartSec=3\\n' >${folder}/soon.conf`,
    );
  }

  /**
   * Deploys by the built kaskctl what is wished for.
   * @throws what the listener threw first
   */
  async deploy(wish: Wish = {}, listener: Listener = () => undefined): Promise<Deployed> {
    const site = join(this.#folder, "kaskctl.yaml");
    await writeFile(site, JSON.stringify(this.#site(wish)));
    const words = ["--site", site, "--json", "--yes", "deploy", "kask", "--window", "2"];
    const child = spawn(process.execPath, [kaskctl, ...words], {
      env: { ...process.env, XDG_STATE_HOME: this.#folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#kaskctl = child.pid;
    const reactions: unknown[] = [];
    const failures: unknown[] = [];
    const said: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => {
      said.push(line);
      reactions.push(listener(line)?.catch((error: unknown) => failures.push(error)));
    });
    const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
    const stdout = await text(child.stdout);
    const exitCode = await exited;
    await Promise.all(reactions);
    if (failures.length > 0) throw failures[0];
    return { exitCode, said: said.join("\n"), ...readReport(stdout) };
  }

  /** The site file: that of the box, with this service alone. */
  #site({ ttl = 86_400, overrideCmd = "--store embedded", ...wish }: Wish): object {
    const { contexts } = load(readFileSync(this.#box.siteFile, "utf8")) as BoxSite;
    const beta = {
      ...contexts.beta,
      clouds_file: this.#box.cloudsFile,
      ssh: { ...contexts.beta["ssh"], config: this.#box.sshConfig },
      registry_url: wish.registryUrl ?? this.#box.registryUrl,
    };
    const values = {
      ttl,
      override_cmd: overrideCmd,
      version: wish.version ?? version,
      docker_package: wish.dockerPackage ?? "docker.io",
    };
    const roles = ["role::beta::docker_services"];
    const hosts = [this.name];
    const kask = { template: "./template", hosts, roles, values };
    return { context: "beta", contexts: { beta }, services: { kask } };
  }
}

/** Root's PATH has it first. */
const agentBeforeDebians = "/usr/local/bin/puppet";

/** The tag of the image of this checkout's Kask. */
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

interface BoxSite {
  readonly contexts: { readonly beta: Readonly<Record<string, object>> };
}

const template = `profile::docker::engine::packagename: !var docker_package
profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      base_uri: /sessions/v1
      default_ttl: !var ttl
      listen_address: 0.0.0.0
      listen_port: 8080
    image_name: kask
    namespace: repos/mediawiki/services
    override_cmd: !var override_cmd
    port: 8080
    version: !var version
`;

const parameters = `summary: A Kask that keeps its values itself.
parameters:
  docker_package: { type: string, description: What brings Docker. }
  override_cmd: { type: string, description: Words for Kask. }
  ttl: { type: integer, description: Seconds that a value lives. }
  version: { type: string, description: The tag of the image. }
`;

async function childrenOf(pid: number | undefined): Promise<readonly number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return list
    .split(" ")
    .filter((word) => word !== "")
    .map(Number);
}

function wordsOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

interface Report {
  readonly error?: { readonly code: string; readonly message: string };
  readonly outcome: string;
  readonly steps: readonly { readonly name: string; readonly status: string }[];
  readonly failure: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
  } | null;
  readonly agent: {
    readonly runs: readonly { readonly outcome: string; readonly log_file?: string }[];
  };
  readonly smoke: { readonly checks: readonly { readonly id: string; readonly status: string }[] };
}

function readReport(stdout: string) {
  const { outcome, steps, failure, agent, smoke } = JSON.parse(stdout) as Report;
  const [run] = agent.runs;
  return {
    outcome: [failure?.code ?? outcome, ...(run ? [run.outcome] : [])].join(" "),
    done: steps.filter(({ status }) => status === "done").map(({ name }) => name),
    failure: failure ? `${failure.message} ${failure.hint ?? ""}` : "",
    wrong: smoke.checks
      .filter(({ status }) => status !== "pass")
      .map(({ id, status }) => `${id} ${status}`),
    logFile: run?.log_file,
  };
}
