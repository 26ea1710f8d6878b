import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { startTestEnc, type TestEnc } from "../../support/enc.ts";

/** The folder that a puppetserver has as its environment `production`. */
export const puppetFolder: string = fileURLToPath(new URL("../../../puppet", import.meta.url));

const script = fileURLToPath(new URL("./cloud_catalogs.rb", import.meta.url));

/** A resource of a catalog; a parameter is text, a number, a flag, or a list of those. */
export interface CloudResource {
  /** `File`, `Systemd::Service` */
  readonly type: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** An instance of which a catalog is wanted. */
export interface CloudNode {
  readonly certname: string;
  /** The fact `networking.ip`. */
  readonly ip?: string;
  /** Facts beside the usual ones. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Keys to look up in Hiera. */
  readonly keys?: readonly string[];
}

/** What Puppet made of an instance, or why it refused. */
export type CloudCatalog =
  | {
      readonly resources: readonly CloudResource[];
      readonly data: Readonly<Record<string, unknown>>;
      readonly error?: undefined;
    }
  | { readonly error: string; readonly resources?: undefined; readonly data?: undefined };

/** A cloud without machines: the ENC, and a Puppet that compiles by puppet/ alone. */
export interface TestCloud extends AsyncDisposable {
  readonly enc: TestEnc;
  /** Where the values are that no ENC has. */
  readonly privateHieradata: string;
  /** What the external-nodes script is told; it can be written anew. */
  readonly encConfig: string;
  compile(...nodes: readonly CloudNode[]): Promise<readonly CloudCatalog[]>;
}

/** Raises the ENC's emulator, and writes what the external-nodes script is told of it. */
export async function startTestCloud(environment = puppetFolder): Promise<TestCloud> {
  const folder = await mkdtemp(join(tmpdir(), "kaskctl-cloud-"));
  const enc = await startTestEnc();
  const encConfig = join(folder, "enc.yaml");
  const config = { api_endpoint: enc.emulator.encUrl, private_hieradata: folder };
  await writeFile(encConfig, JSON.stringify(config));
  return {
    enc,
    privateHieradata: folder,
    encConfig,
    compile: (...nodes) => compile({ environment, encConfig, nodes }),
    async [Symbol.asyncDispose]() {
      await enc[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

interface CompileOptions {
  readonly environment: string;
  readonly encConfig: string;
  readonly nodes: readonly CloudNode[];
}

async function compile({
  environment,
  encConfig,
  nodes,
}: CompileOptions): Promise<readonly CloudCatalog[]> {
  const work = await mkdtemp(join(tmpdir(), "kaskctl-catalogs-"));
  const externalNodes = `${join(puppetFolder, "bin", "external-nodes")} --config ${encConfig}`;
  const child = spawn("ruby", [script, work, environment, externalNodes]);
  const defaults = { ip: "172.16.0.7", facts: {}, keys: [] };
  child.stdin.end(nodes.map((node) => `${JSON.stringify({ ...defaults, ...node })}\n`).join(""));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await rm(work, { recursive: true, force: true });
  if ((await ended) !== 0) throw new Error(`ruby ended: ${stderr}`);
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line): CloudCatalog => JSON.parse(line));
}

/** The resource of a catalog that compiled. */
export function resource(
  catalog: CloudCatalog | undefined,
  type: string,
  title: string,
): CloudResource {
  if (catalog?.resources === undefined) throw new Error(`no catalog: ${catalog?.error}`);
  const found = catalog.resources.find((each) => each.type === type && each.title === title);
  if (found === undefined) throw new Error(`the catalog has no ${type}[${title}]`);
  return found;
}

/** What a catalog writes into a file. */
export function contentOf(catalog: CloudCatalog | undefined, path: string): string {
  return String(resource(catalog, "File", path).parameters["content"]);
}
