import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./cassandra/until.ts";
import { guardedFolder } from "./guarded-folder.ts";

/** A registry of images, which speaks HTTP on port 80. */
export interface DockerRegistry {
  /** The digest of a tag's manifest, or undefined where there is no such tag. */
  digestOf(repository: string, tag: string): Promise<string | undefined>;
  close(): Promise<void>;
}

const startTimeoutMs = 120_000;
const manifest = "application/vnd.docker.distribution.manifest.v2+json";

/** Starts an empty one on an address of this machine. */
export async function startDockerRegistry(address: string): Promise<DockerRegistry> {
  const guarded = guardedFolder("docker-registry");
  const folder = join(guarded.path, "registry");
  mkdirSync(folder);
  const settings = {
    version: 0.1,
    log: { level: "error", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: folder } },
    http: { addr: `${address}:80` },
  };
  const file = join(guarded.path, "registry.yml");
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(settings));
  const child = spawn("docker-registry", ["serve", file], { cwd: folder, stdio: "ignore" });
  const ask = (path: string): Promise<Response> =>
    fetch(`http://${address}/v2/${path}`, { method: "HEAD", headers: { Accept: manifest } });
  const isUp = (): Promise<boolean> =>
    ask("").then(
      ({ ok }) => ok,
      () => false,
    );
  await until(
    isUp,
    startTimeoutMs,
    () => `no registry on ${address} (it ended: ${child.exitCode})`,
  );
  return {
    async digestOf(repository, tag) {
      const { headers } = await ask(`${repository}/manifests/${tag}`);
      return headers.get("docker-content-digest") ?? undefined;
    },
    close: () => guarded.remove(),
  };
}
