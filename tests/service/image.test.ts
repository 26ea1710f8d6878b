import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../../scripts/support/root.ts";
import { until } from "../support/cassandra/until.ts";
import { freePort } from "../support/free-port.ts";
import { type Ended, runProcess } from "../support/programs.ts";
import { needs } from "../support/requires.ts";
import { ask } from "../support/running-kask.ts";

const finalStage =
  readFileSync(join(root, "Dockerfile"), "utf8")
    .split(/^FROM .*\n/m)
    .at(-1) ?? "";
const instruction = (name: string): string =>
  new RegExp(`^${name} ([^\\n\\\\]*(?:\\\\\\n[^\\n\\\\]*)*)`, "m").exec(finalStage)?.[1] ?? "";

test("is made of nothing but the base and what scripts/image.ts gathers", () => {
  const changes = finalStage.match(/^(?:COPY|ADD|RUN) .*$/gm) ?? [];
  expect(changes).toEqual([
    "COPY --from=files /image/go/ /go/",
    "COPY --from=files /image/srv/ /srv/",
    "COPY --from=files /image/usr/ /usr/",
    "COPY --from=files --chown=900:900 /image/var/lib/ /var/lib/",
  ]);
});

needs("mount namespaces")(
  "runs with a root that is read-only, as a user who is not root, and is healthy",
  async () => {
    const image = await imageRoot();
    const port = await freePort();
    await writeConfig(image, port);
    const env = `${instruction("ENV")} KASK_HEALTH_URL=http://127.0.0.1:${port}/healthz`;
    const words = ["--config", "/etc/kask/config.yaml", "--store", "embedded"];
    const kask = startIn(image, env, [...JSON.parse(instruction("ENTRYPOINT")), ...words]);
    const health = JSON.parse(instruction("HEALTHCHECK").replace(/^[\s\S]*?CMD /, ""));
    const isHealthy = async (): Promise<boolean> =>
      kask.child.exitCode === null && (await runIn(image, env, health)).exitCode === 0;
    await until(isHealthy, 120_000, () => `it is not healthy:\n${kask.said.join("")}`);

    expect((await ask(port, "POST", "/v1/key", { body: "value" })).status).toBe(201);
    expect((await ask(port, "GET", "/v1/key")).body.toString()).toBe("value");
    const status = readFileSync(`/proc/${kask.child.pid}/status`, "utf8");
    expect(/^Uid:\s+(\d+)\s+(\d+)/m.exec(status)?.slice(1)).toEqual(["900", "900"]);
    kask.child.kill("SIGTERM");
    expect(await kask.ended).toBe(0);
    expect((await runIn(image, env, health)).exitCode).toBe(1);
  },
);

/** The root of a container: what the image brings, and of its base Node with its libraries and `env`. */
async function imageRoot(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kask-image-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const made = await runProcess(process.execPath, [join(root, "scripts/image.ts"), folder]);
  expect(made).toMatchObject({ exitCode: 0, stderr: "" });
  const programs = { [process.execPath]: "/usr/local/bin/node", "/usr/bin/env": "/usr/bin/env" };
  for (const [from, to] of Object.entries(programs)) {
    put(from, join(folder, to));
    const libraries = execFileSync("ldd", [from], { encoding: "utf8" }).match(/\/\S+/g) ?? [];
    for (const library of libraries) put(library, join(folder, library));
  }
  for (const name of ["proc", "dev", "tmp", "etc/kask"])
    mkdirSync(join(folder, name), { recursive: true });
  execFileSync("chown", ["900:900", join(folder, "var/lib/kask")]);
  execFileSync("chmod", ["755", folder]);
  return folder;
}

function put(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

function writeConfig(image: string, port: number): Promise<void> {
  const settings = { listen_address: "127.0.0.1", listen_port: port };
  return writeFile(join(image, "etc/kask/config.yaml"), JSON.stringify(settings));
}

/** As a container does: nothing but the volume can be written. */
const enter = `set -e
mount --bind "$0" "$0"
mount --bind "$0/var/lib/kask" "$0/var/lib/kask"
mount -o remount,bind,ro "$0"
mount -t proc proc "$0/proc"
mount --bind /dev "$0/dev"
image=$0 user=$1
shift
exec chroot --userspec="$user" "$image" /usr/bin/env "$@"`;

function wordsIn(image: string, env: string, words: readonly string[]): readonly string[] {
  const workFolder = `--chdir=${instruction("WORKDIR")}`;
  const outside = ["--mount", "sh", "-c", enter, image, instruction("USER")];
  const path = "PATH=/usr/local/bin:/usr/bin";
  return [...outside, "-i", workFolder, path, ...env.split(" "), ...words];
}

function runIn(image: string, env: string, words: readonly string[]): Promise<Ended> {
  return runProcess("unshare", wordsIn(image, env, words));
}

interface Container {
  /** Every program on the way to it hands its process on. */
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly said: readonly string[];
}

function startIn(image: string, env: string, words: readonly string[]): Container {
  const child = spawn("unshare", wordsIn(image, env, words), { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said: string[] = [];
  child.stdout.on("data", (text) => said.push(String(text)));
  child.stderr.on("data", (text) => said.push(String(text)));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, ended, said };
}
