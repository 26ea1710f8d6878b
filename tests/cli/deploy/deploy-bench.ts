import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { DeployReport } from "../../../cli/deploy/deploy-report.ts";
import { type DeployRequest, runDeploy } from "../../../cli/deploy/run-deploy.ts";
import { createEncClient } from "../../../cli/enc/client.ts";
import type { EncRevision } from "../../../cli/enc/enc.ts";
import { startRegistry } from "../../../cli/sandbox/registry.ts";
import type { SiteValue } from "../../../cli/site/site.ts";
import { createLocalTransport } from "../../../cli/ssh/local.ts";
import type { Store } from "../../../service/storage/store.ts";
import { credentialOf, startTestEnc } from "../../support/enc.ts";
import { sessionstore, site } from "../../support/plan.ts";
import { newPuppetHost, type PuppetHost } from "../../support/puppet-host.ts";
import { startKask } from "../../support/running-kask.ts";
import { testWorld } from "../../support/test-world.ts";

/** Everything that a deploy touches, real or emulated, on this machine. */
export interface DeployBench {
  readonly puppet: PuppetHost;
  readonly stateFolder: string;
  /** Keys that Kask was asked to store, in order, and those it still has. */
  readonly stored: readonly string[];
  readonly present: ReadonlySet<string>;
  /** Whether Kask fails to delete. */
  keepsKeys: boolean;
  /** Ctrl-C. */
  readonly interruption: AbortController;
  /** Called with each answer of the ENC: `METHOD path`. */
  onEnc: (asked: string) => void;
  deploy(change?: Partial<DeployRequest>, values?: Values): Promise<DeployReport>;
  request(change?: Partial<DeployRequest>, values?: Values): DeployRequest;
  held(): Promise<EncRevision>;
  /** Names of files below a folder of the state. */
  kept(folder: string): Promise<readonly string[]>;
}

type Values = Readonly<Record<string, SiteValue>>;

/** Raises them; all is gone after the test. */
export async function newDeployBench(): Promise<DeployBench> {
  const stored: string[] = [];
  const present = new Set<string>();
  const interruption = new AbortController();
  const puppet = await newPuppetHost();
  await puppet.agent('echo "Notice: Applied catalog"; summary 10 3 0; exit 0');
  const registry = await startRegistry();
  const enc = await startTestEnc({ onAnswer: (method, path) => bench.onEnc(`${method} ${path}`) });
  const kask = await startKask(
    { base_uri: "/sessions/v1" },
    { wrap: (store) => watched(store, { stored, present, keeps: () => bench.keepsKeys }) },
  );
  onTestFinished(async () => {
    await Promise.all([kask.close(), registry.close(), enc[Symbol.asyncDispose]()]);
    await rm(puppet.root, { recursive: true, force: true });
  });
  const env = {
    ...puppet.env,
    XDG_STATE_HOME: join(puppet.root, "home"),
    SECRET: "s3cr3t-of-kask",
  };
  const world = testWorld({ env, signal: interruption.signal });
  const client = createEncClient({
    credential: credentialOf(enc.emulator),
    project: "deployment-prep",
    world: { ...world, clock: enc.clock },
  });
  const request: DeployBench["request"] = (change = {}, values = {}) => ({
    id: "sessionstore-0a1b2c3d",
    site: { ...site, context: { ...site.context, registryUrl: registry.url } },
    service: { ...sessionstore, values: { port: kask.port, ...values } },
    templatesFolder: join(import.meta.dirname, "../../../hiera-templates"),
    world,
    enc: client,
    transport: createLocalTransport(testWorld({ env })),
    failOn: "error",
    publish: [],
    // The rest of the checks asks a Docker that is not here.
    smoke: {
      readOnly: false,
      only: ["healthz", "crud"],
      skip: [],
      windowMs: 0,
      readyTimeoutMs: 120_000,
    },
    approve: async () => {},
    listener: { started: () => {}, ended: () => {} },
    onAgentLine: () => {},
    agentTimeoutMs: 60_000,
    onAnswer: () => {},
    ...change,
  });
  const stateFolder = join(env.XDG_STATE_HOME, "kaskctl");
  const bench: DeployBench = {
    puppet,
    stateFolder,
    stored,
    present,
    keepsKeys: false,
    interruption,
    onEnc: () => {},
    request,
    deploy: (change, values) => runDeploy(request(change, values)),
    held: () => enc.client().read("deployment-sessionstore"),
    kept: (folder) => readdir(join(stateFolder, folder)).catch(() => []),
  };
  return bench;
}

interface Watcher {
  readonly stored: string[];
  readonly present: Set<string>;
  readonly keeps: () => boolean;
}

function watched(store: Store, { stored, present, keeps }: Watcher): Store {
  return {
    ...store,
    async set(key, value, ttlSeconds) {
      stored.push(key);
      present.add(key);
      await store.set(key, value, ttlSeconds);
    },
    async delete(key) {
      if (keeps()) throw new Error("the disk is read-only");
      present.delete(key);
      await store.delete(key);
    },
  };
}
