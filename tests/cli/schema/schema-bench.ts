import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "cassandra-driver";
import { schemaApplyCommand } from "../../../cli/commands/schema-apply.ts";
import { schemaPlanCommand } from "../../../cli/commands/schema-plan.ts";
import { firstLogin, type OneNode, startOneNode } from "../../support/cassandra/one-node.ts";
import { clientPatience } from "../../support/cassandra/patience.ts";
import { fqdnOf } from "../../support/plan.ts";
import { newSshConfig, type SshHost, startSshHost } from "../../support/ssh-host.ts";
import { testWorld } from "../../support/test-world.ts";
import { contextWith } from "../commands/commands-support.ts";

/** A host with SSH, and a Cassandra that wants a login at an address of its own, which only the host is told. */
export interface SchemaBench {
  readonly node: OneNode;
  readonly host: SshHost;
  readonly fqdn: string;
  /** An `ssh_config` that knows the host. */
  readonly configFile: string;
  /** The host's programs and its `/`, where some are in the place of systemd's. */
  readonly bin: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** As the superuser, beside any tunnel. */
  readonly client: Client;
  plan(words: Words): Promise<Said>;
  apply(words: Words): Promise<Said>;
  close(): Promise<void>;
}

/** What is asked of a command. */
export interface Words {
  /** Values of the site's only service. */
  readonly values?: object;
  /** As commander names them. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly yes?: boolean;
  readonly json?: boolean;
  /** Typed at each question; nobody is there without it. */
  readonly answer?: string;
  readonly transport?: "openssh" | "ssh2";
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a command printed and asked. */
export interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly progress: string;
  readonly asked: readonly string[];
}

const templatesFolder = join(import.meta.dirname, "../../../hiera-templates");

/** Raises them. */
export async function newSchemaBench(): Promise<SchemaBench> {
  const node = await startOneNode({ authentication: true });
  const { host: address, port, dc } = node.place;
  const config = await newSshConfig();
  const fqdn = fqdnOf("deployment-sessionstore02");
  const bin = join(config.folder, "bin");
  const root = join(config.folder, "root");
  await mkdir(bin);
  await writeFile(join(bin, "sudo"), '#!/bin/sh\n[ "$1" = -n ] && shift\nexec "$@"\n', {
    mode: 0o755,
  });
  const env = { PATH: `${bin}:${process.env["PATH"]}`, KASKCTL_INSTANCE_ROOT: root };
  const host = await startSshHost(env);
  await config.add(fqdn, host);
  const client = new Client({
    contactPoints: [`${address}:${port}`],
    localDataCenter: dc,
    credentials: firstLogin,
    socketOptions: clientPatience,
  });
  const site = join(config.folder, "kaskctl.yaml");
  const run = async (command: typeof schemaPlanCommand, words: Words): Promise<Said> => {
    const { values, transport = "openssh", answer, options = {} } = words;
    await writeFile(site, siteText({ cassandra_hosts: [address], ...values }, transport));
    const said = { stdout: "", progress: "", asked: [] as string[] };
    const context = contextWith({
      globals: { site, yes: words.yes === true, json: words.json === true },
      asked: said.asked,
      ...(answer === undefined ? {} : { answer }),
    });
    const print = (text: string) => {
      said.stdout += text;
    };
    const exitCode = await command.run(["sessionstore"], options, {
      ...context,
      world: testWorld({
        env: { ...process.env, ...words.env },
        progress: (line) => {
          said.progress += `${line}\n`;
        },
        ...(words.signal && { signal: words.signal }),
      }),
      terminal: { ...context.terminal, print },
      installation: { ...context.installation, templatesFolder },
    });
    return { exitCode, ...said };
  };
  return {
    ...{ node, host, fqdn, configFile: config.file, bin, root, env, client },
    plan: (words) => run(schemaPlanCommand, words),
    apply: (words) => run(schemaApplyCommand, words),
    async close() {
      await client.shutdown();
      await host.close();
      await node.close();
      await config.remove();
    },
  };
}

/** JSON is YAML. */
function siteText(values: object, transport: string): string {
  return JSON.stringify({
    context: "beta",
    contexts: {
      beta: {
        project: "deployment-prep",
        cloud: "nobody-asks",
        ssh: { config: "./ssh_config", user: "alice", transport },
      },
    },
    services: {
      sessionstore: { template: "sessionstore", hosts: ["deployment-sessionstore02"], values },
    },
  });
}

/** A text of the host. */
export function readOnHost({ root }: SchemaBench, path: string): Promise<string> {
  return readFile(join(root, path), "utf8");
}
