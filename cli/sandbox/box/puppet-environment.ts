import { chmod, copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SandboxRequest } from "../state.ts";
import type { BoxPlace } from "./place.ts";

/** Where puppetserver's files of a box lie; none of Debian's is written to. */
export function puppetPaths({ folder }: Pick<BoxPlace, "folder">) {
  const root = join(folder, "puppet");
  return {
    root,
    config: join(root, "conf.d"),
    services: join(root, "services.d"),
    settings: join(root, "conf"),
    autosign: join(root, "conf", "autosign.conf"),
    code: join(root, "code"),
    environments: join(root, "code", "environments"),
    authority: join(root, "ca"),
    certificates: join(root, "ssl"),
    variable: join(root, "var"),
    run: join(root, "run"),
    log: join(root, "log"),
    gems: join(root, "gems"),
    nodes: join(root, "external-nodes.json"),
    privateData: join(root, "private"),
    logback: join(root, "logback.xml"),
  } as const;
}

/** A program of Puppet's that each instance has. */
export interface PuppetProgram {
  /** Where it lies for all instances of the box. */
  readonly file: string;
  /** Where an instance has it. */
  readonly path: string;
}

const forRoot = { folder: "/usr/local/sbin", mode: 0o550 };
const forEverybody = { folder: "/usr/local/bin", mode: 0o555 };

/** Where Wikimedia's hosts have them. */
const programs: ReadonlyMap<string, typeof forRoot> = new Map([
  ["run-puppet-agent", forRoot],
  ["disable-puppet", forRoot],
  ["enable-puppet", forRoot],
  ["puppet-enabled", forEverybody],
]);

/** Copies the programs that instances have of Puppet's, since those of a checkout have its modes. */
export async function copyPuppetPrograms(
  place: Pick<BoxPlace, "puppetFolder" | "folder">,
): Promise<readonly PuppetProgram[]> {
  const copies = join(place.folder, "programs");
  await mkdir(copies, { recursive: true });
  const copied = [...programs].map(async ([name, { folder, mode }]) => {
    const file = join(copies, name);
    await copyFile(join(programFolder(place), name), file);
    await chmod(file, mode);
    return { file, path: join(folder, name) };
  });
  return Promise.all(copied);
}

function programFolder({ puppetFolder }: Pick<BoxPlace, "puppetFolder">): string {
  return join(puppetFolder, "bin");
}

/** What a puppetserver compiles for. */
export interface PuppetServerInput {
  readonly request: Pick<SandboxRequest, "project">;
  /** Of instances; it signs the certificate of no other. */
  readonly fqdns: readonly string[];
  readonly encUrl: string;
  /** A YAML file of values that only the puppetserver may know. */
  readonly privateHiera: string;
}

/**
 * Makes the Puppet code of the box its environment `production`, writes what its script asks the ENC
 * with, and gives the command line of that script.
 */
export async function makeEnvironment(
  { request, encUrl, privateHiera }: PuppetServerInput,
  place: BoxPlace,
): Promise<string> {
  const { environments, nodes, privateData } = puppetPaths(place);
  await mkdir(environments, { recursive: true });
  await symlink(place.puppetFolder, join(environments, "production"));
  await mkdir(privateData, { recursive: true });
  await symlink(privateHiera, join(privateData, `${request.project}.yaml`));
  // JSON is YAML.
  const config = { api_endpoint: encUrl, private_hieradata: privateData };
  await writeFile(nodes, JSON.stringify(config));
  const script = join(place.runtimeFolder, "external-nodes");
  const words = [join(programFolder(place), "external-nodes"), "--config", nodes];
  await writeFile(script, `exec ${words.map(quote).join(" ")} "$@"\n`);
  // Puppet parts the line at spaces, which a folder's name may hold.
  return `/bin/sh ${script}`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
