import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AgentRun } from "../../cli/agent/agent-run.ts";
import { runAgent } from "../../cli/agent/run-agent.ts";
import { servicesOfData } from "../../cli/deploy/services-of-data.ts";
import { createEncClient, type EncClient } from "../../cli/enc/client.ts";
import { loadMapping } from "../../cli/hiera/load-mapping.ts";
import { materialise } from "../../cli/runner/materialise.ts";
import type { SandboxDescription } from "../../cli/sandbox/sandbox.ts";
import { loadCredential } from "../../cli/site/clouds.ts";
import { loadSite } from "../../cli/site/load-site.ts";
import { createOpensshTransport } from "../../cli/ssh/openssh.ts";
import type { Transport } from "../../cli/ssh/transport.ts";
import { until } from "../support/cassandra/until.ts";
import { testWorld } from "../support/test-world.ts";

/** An instance of a sandbox, whatever its engine. */
export interface ExaminedHost {
  readonly sandbox: SandboxDescription;
  /** Its short name. */
  readonly name: string;
  /** A tag of `repos/mediawiki/services/kask` that its registry has. */
  readonly version: string;
}

const title = "mediawiki-services-kask";
const config = `/etc/${title}/config.yaml`;
const env = `/etc/${title}/env`;
const unit = `/lib/systemd/system/${title}.service`;
const timeoutMs = 120_000;

/** What is true of a host after Puppet ran there. */
export function hostPromises(open: () => Promise<ExaminedHost>): void {
  let host: Host;

  beforeAll(async () => {
    host = await openHost(await open());
  }, timeoutMs);

  afterAll(() => host?.close());

  const definition = (change: object = {}) => ({
    namespace: "repos/mediawiki/services",
    image_name: "kask",
    version: host.version,
    port: 8080,
    override_cmd: "--store embedded",
    environment: { NODE_ENV: "x" },
    config: { base_uri: "/sessions/v1", listen_address: "0.0.0.0", listen_port: 8080 },
    ...change,
  });
  const wish = (change: object = {}) => host.wish(hieraText(definition(change)));

  test("gets the files, modes and unit of service::docker, and a container of the image", async () => {
    await wish();
    expect(await host.agent()).toMatchObject({ outcome: "changed", failed: 0 });
    const [service] = servicesOfData(loadMapping(hieraText(definition())) ?? new Map());
    if (!service) throw new Error("no service");
    const { files, image } = materialise(service);
    for (const { path, content, mode } of files) {
      expect(await host.read(path)).toBe(content);
      expect([path, await host.modeOf(path)]).toEqual([path, mode.toString(8)]);
    }
    expect(await host.modeOf(`/etc/${title}`)).toBe("755");
    await host.untilRunning();
    const inspect = `docker inspect --format '{{.Config.Image}} {{.State.Running}}' ${title}.service`;
    expect(await host.said(inspect)).toBe(`${image} true\n`);
    expect(await host.said(`systemctl is-enabled ${title}`)).toBe("enabled\n");
  });

  test("changes nothing the second time, and says nothing where it is to be quiet", async () => {
    expect(await host.agent()).toMatchObject({ outcome: "unchanged", changed: 0, failed: 0 });
    expect(await host.said("run-puppet-agent -q 2>&1; echo $?")).toBe("0\n");
    expect((await host.summary()).resources).toMatchObject({ changed: 0, failed: 0 });
  });

  test("shows the difference of a file that is not as it should be, and puts it right", async () => {
    const wanted = await host.read(config);
    await host.said(`chmod 600 "$ROOT${config}"; echo '# mine' >>"$ROOT${config}"`);
    expect(await host.agent()).toMatchObject({ outcome: "changed" });
    expect(host.log).toContain("-# mine");
    expect(host.log).toContain(`${config}]/content: content changed '{sha256}`);
    expect(host.log).toContain(`${config}]/mode: mode changed '0600' to '0444'`);
    expect(host.log).toContain(`Service[${title}]: Triggered 'refresh' from 2 events`);
    expect(await host.read(config)).toBe(wanted);
    expect(await host.modeOf(config)).toBe("444");
  });

  test("does not show what an env file holds", async () => {
    await wish({ environment: { TOKEN: "of-nobody" } });
    expect(await host.agent()).toMatchObject({ outcome: "changed" });
    expect(await host.read(env)).toBe("TOKEN=of-nobody\n");
    expect(host.log).toContain(`${env}]/content: content changed '{sha256}`);
    expect(host.log).not.toContain("of-nobody");
  });

  test.each([
    [
      "a port of a wrong type",
      { port: "8080" },
      "parameter 'port' expects a Stdlib::Port::User = Integer[1024, 49151] value, got String",
    ],
    ["an unknown parameter", { bogus: 1 }, "has no parameter named 'bogus'"],
  ])(
    "is not touched where there is %s, and says so in Puppet's words",
    async (_, change, words) => {
      const before = await host.read(unit);
      await wish(change);
      const { outcome, detail } = await host.agent();
      expect({ outcome, detail }).toEqual({
        outcome: "compile-failed",
        detail: expect.stringContaining(words),
      });
      expect(host.log).toContain("Error: Could not retrieve catalog; skipping run");
      expect((await host.summary()).resources).toMatchObject({ total: 0 });
      expect(await host.read(unit)).toBe(before);
    },
  );

  test("is left alone where somebody disabled Puppet, who is told of", async () => {
    await host.said("puppet agent --disable 'maintenance - bob'");
    try {
      const { outcome, detail } = await host.agent();
      expect({ outcome, detail }).toEqual({
        outcome: "disabled",
        detail: "Puppet is disabled there: maintenance - bob",
      });
      const quiet = "run-puppet-agent -q 2>&1; echo $?; puppet-enabled; echo $?";
      expect(await host.said(quiet)).toBe("1\nPuppet is disabled. maintenance - bob\n1\n");
    } finally {
      await host.said("puppet agent --enable");
    }
  });

  test("loses a service that is absent, and its container", async () => {
    await wish({ ensure: "absent" });
    expect(await host.agent()).toMatchObject({ outcome: "changed", failed: 0 });
    const left = `for each in "/etc/${title}" "${unit}"; do [ ! -e "$ROOT$each" ] || echo "$each"; done`;
    expect(await host.said(left)).toBe("");
    expect(await host.said(`systemctl is-active ${title} || true`)).toBe("inactive\n");
    expect(await host.said(`docker inspect ${title}.service 2>/dev/null || true`)).toBe("[]\n");
  });
}

function hieraText(definition: object): string {
  return JSON.stringify({ "profile::docker::runner::service_defs": { [title]: definition } });
}

interface Summary {
  readonly resources: Readonly<Record<string, number>>;
}

/** What the promises do with a host. */
interface Host {
  readonly version: string;
  /** Of the last run by {@link Host.agent}. */
  readonly log: string;
  /** Writes a Hiera text to the ENC, and the role of its services. */
  wish(text: string): Promise<void>;
  agent(): Promise<AgentRun>;
  summary(): Promise<Summary>;
  /** What a line says as root; `$ROOT` is where the instance's files begin. */
  said(line: string): Promise<string>;
  read(path: string): Promise<string>;
  modeOf(path: string): Promise<string>;
  untilRunning(): Promise<void>;
  close(): Promise<void>;
}

async function openHost({ sandbox, name, version }: ExaminedHost): Promise<Host> {
  const world = testWorld();
  const fqdn = sandbox.instances.find((each) => each.name === name)?.fqdn ?? "";
  const settings = { configFile: sandbox.sshConfig, user: undefined, jump: undefined };
  const transport = createOpensshTransport({ ...settings, world });
  const enc = await openEnc(sandbox);
  const stateFolder = await mkdtemp(join(tmpdir(), "kaskctl-host-"));
  const said = saying(transport, fqdn);
  let log: string[] = [];
  return {
    version,
    get log() {
      return log.join("\n");
    },
    said,
    read: (path) => said(`cat "$ROOT${path}"`),
    modeOf: async (path) => (await said(`stat --format %a "$ROOT${path}"`)).trim(),
    async wish(text) {
      await enc.writeHiera(fqdn, text);
      await enc.writeRoles(fqdn, ["role::beta::docker_services"]);
    },
    async agent() {
      log = [];
      const onLine = (_host: string, line: string) => void log.push(line);
      const options = { hosts: [fqdn], transport, world, stateFolder, timeoutMs, onLine };
      const [run] = await runAgent(options);
      if (!run) throw new Error("no run");
      return run;
    },
    summary: async () =>
      load(await said('cat "$(puppet config print lastrunfile)"')) as unknown as Summary,
    untilRunning: () =>
      until(
        async () =>
          (await said(`docker inspect --format '{{.State.Running}}' ${title}.service || true`)) ===
          "true\n",
        timeoutMs,
        () => "the container does not come up",
      ),
    async close() {
      await transport.close();
      await rm(stateFolder, { recursive: true });
    },
  };
}

function saying(transport: Transport, fqdn: string) {
  return async (line: string): Promise<string> => {
    const outcome = await transport.run(fqdn, {
      purpose: "looking at the host",
      script: `ROOT="\${KASKCTL_INSTANCE_ROOT:-}"\n${line}\n`,
      ...{ args: [], asRoot: true, mutates: true, timeoutMs },
    });
    if (outcome.kind !== "exited") throw new Error(`${line}: ${JSON.stringify(outcome)}`);
    return outcome.stdout;
  };
}

async function openEnc(sandbox: SandboxDescription): Promise<EncClient> {
  const world = testWorld();
  const { context } = await loadSite({ world, file: sandbox.siteFile });
  const credential = await loadCredential(context, world);
  return createEncClient({ credential, project: context.project, world });
}
