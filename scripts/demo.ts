/**
 * The whole way on this machine: `npm run demo`. It raises a sandbox, deploys the sample session store
 * onto it, and leaves `.demo/report.html` and `.demo/report.json`. With `-- --engine box` the sandbox is a
 * beta cluster in a box, and one setting is changed and deployed as well (`.demo/change.*`). With
 * `--break WHAT` one thing is wrong, to show what a failure looks like.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dump, load } from "js-yaml";
import { fetchCassandraJars } from "./support/cassandra-jars.ts";
import { boxPackages, installDebianPackages } from "./support/debian.ts";
import { root } from "./support/root.ts";

const folder = join(root, ".demo");
const sandbox = join(folder, "sandbox");
const site = join(sandbox, "kaskctl.yaml");
const kaskctl = join(root, "dist", "kaskctl.js");

/** What can be broken: a change to the sandbox's site file, and what it stands for. */
const breaks: Readonly<Record<string, { readonly says: string; apply(): Promise<void> }>> = {
  version: {
    says: "an image tag that the registry does not have",
    apply: () => setValue("version", "v9.9.9"),
  },
  yaml: {
    says: "a date that would stop Puppet on every matching host",
    apply: useTemplateWithDate,
  },
  port: {
    says: "a Kask that listens on another port than Docker publishes",
    apply: () => setValue("listen_port", 8081),
  },
  crash: {
    says: "a Kask that exits at start, since its certificate is not there",
    apply: async () => {
      await setValue("tls_cert", "/etc/mediawiki-services-kask/missing.pem");
      await setValue("tls_key", "/etc/mediawiki-services-kask/missing.key");
    },
  },
};

/** By engine, how it is raised, and what of the way is real there. */
const engines: Readonly<Record<string, { readonly up: readonly string[]; readonly says: string }>> =
  {
    embedded: {
      says: "Real here: HTTP, SSH, the Kask and its store. Emulated: Puppet, Docker, Keystone, the ENC, the registry.",
      up: [],
    },
    box: {
      says: "Real here: Puppet, Docker, systemd, SSH, Cassandra, the registry and the Kask. Emulated: Keystone, the ENC.",
      // Each in a data centre of its own.
      up: ["--engine", "box", "--hosts", "2"],
    },
  };

/** As kaskctl itself exits when it is interrupted. */
const interruptedCode = 130;
let isInterrupted = false;

const { values: options } = readOptions();
process.exit(await demo());

function readOptions() {
  try {
    const engine = { type: "string", default: "embedded" } as const;
    const parsed = parseArgs({ options: { engine, break: { type: "string" } } });
    const { values } = parsed;
    if (engines[values.engine] && (values.break === undefined || breaks[values.break]))
      return parsed;
  } catch {
    // Answered below, like a wrong word.
  }
  const choices = [engines, breaks].map((each) => Object.keys(each).join("|"));
  console.error(`Usage: npm run demo -- [--engine ${choices[0]}] [--break ${choices[1]}]`);
  process.exit(2);
}

async function demo(): Promise<number> {
  // Ctrl-C reaches the command that runs, too; this process stays to take the sandbox down.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      isInterrupted = true;
    });
  }
  // Without that file nobody could take it down any more.
  if (existsSync(join(sandbox, "sandbox.json"))) {
    const ended = await show("sandbox", "down", "--dir", sandbox);
    if (ended !== 0) return ended;
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { up = [], says = "" } = engines[options.engine] ?? {};
  console.log(says);
  if (options.engine === "box") {
    installDebianPackages(boxPackages);
    fetchCassandraJars();
  }
  try {
    const raised = await show("sandbox", "up", ...up, "--dir", sandbox);
    return raised === 0 ? await theWholeWay() : raised;
  } finally {
    isInterrupted = false;
    await show("sandbox", "down", "--dir", sandbox);
  }
}

async function theWholeWay(): Promise<number> {
  // The sample has Cassandra's own default password in it, and lint says so.
  await setValue("cassandra_password", "cassandra");
  const broken = breaks[options.break ?? ""];
  if (broken) {
    console.log(`\nBroken on purpose: ${broken.says}.`);
    await broken.apply();
  } else {
    await show("--site", site, "render", "sessionstore");
    await show("--site", site, "lint");
    await show("--site", site, "plan", "sessionstore");
  }
  const exitCode = await deploy("report");
  if (exitCode !== 0 || options.engine === "embedded") return exitCode;
  console.log("\nThe same once more, with one setting changed.");
  await setValue("default_ttl", 3600);
  return deploy("change");
}

/** Deploys, and leaves the report under `name`. */
async function deploy(name: string): Promise<number> {
  if (isInterrupted) return interruptedCode;
  const [page, document] = [join(folder, `${name}.html`), join(folder, `${name}.json`)];
  const exitCode = await show("--site", site, "deploy", "sessionstore", "--yes", "--html", page);
  const { stdout } = await run("pipe", "--site", site, "report", "--json");
  await writeFile(document, stdout, { mode: 0o600 });
  console.log(`\nThe report as a page: ${page}\nThe report as JSON:   ${document}`);
  return exitCode;
}

/** Runs kaskctl as a user would see it, its command line first. */
async function show(...words: readonly string[]): Promise<number> {
  if (isInterrupted) return interruptedCode;
  console.log(`\n$ kaskctl ${words.map((word) => word.replace(`${root}/`, "")).join(" ")}`);
  return (await run("inherit", ...words)).exitCode;
}

function run(
  output: "inherit" | "pipe",
  ...words: readonly string[]
): Promise<{ readonly exitCode: number; readonly stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [kaskctl, ...words], {
      stdio: ["ignore", output, "inherit"],
      env: {
        ...process.env,
        // Histories and reports of the demo stay in its own folder.
        XDG_STATE_HOME: join(folder, "state"),
      },
    });
    let stdout = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
    });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode: exitCode ?? 1, stdout }));
  });
}

interface SiteFile {
  services: Record<string, { template: string; values: Record<string, unknown> }>;
}

async function changeSite(change: (service: SiteFile["services"][string]) => void): Promise<void> {
  const content = load(await readFile(site, "utf8")) as SiteFile;
  const service = content.services["sessionstore"];
  if (!service) throw new Error(`${site} has no service sessionstore`);
  change(service);
  await writeFile(site, dump(content));
}

function setValue(name: string, value: unknown): Promise<void> {
  return changeSite((service) => {
    service.values[name] = value;
  });
}

/** A copy of the template with a date in it, which PyYAML accepts and Puppet's loader does not. */
async function useTemplateWithDate(): Promise<void> {
  const copy = join(folder, "template-with-date");
  await cp(join(root, "hiera-templates", "sessionstore"), copy, { recursive: true });
  const path = join(copy, "template.yaml");
  await writeFile(path, `${await readFile(path, "utf8")}\nsessionstore::valid_until: 2026-12-31\n`);
  await changeSite((service) => {
    service.template = copy;
  });
}
