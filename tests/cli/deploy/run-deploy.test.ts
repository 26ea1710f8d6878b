import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { KaskctlError } from "../../../cli/base/errors.ts";
import type { DeployReport } from "../../../cli/deploy/deploy-report.ts";
import { loadReport, saveReport } from "../../../cli/deploy/report-store.ts";
import { kaskAmong, servicesOfData } from "../../../cli/deploy/services-of-data.ts";
import { cleanUpHosts } from "../../../cli/deploy/smoke-hosts.ts";
import { loadMapping } from "../../../cli/hiera/load-mapping.ts";
import { deployJson } from "../../../cli/report/deploy-json.ts";
import { SecretReferenceValue } from "../../../cli/site/site.ts";
import type { Transport } from "../../../cli/ssh/transport.ts";
import { fqdnOf } from "../../support/plan.ts";
import { type DeployBench, newDeployBench } from "./deploy-bench.ts";

const host = fqdnOf("deployment-sessionstore02");
const fromEnvironment = new SecretReferenceValue({ kind: "env", name: "SECRET" });

/** `render lint plan !push -agent -smoke`: `!` failed, `-` not reached. */
function wayOf({ steps }: DeployReport): string {
  const signs = { done: "", failed: "!", skipped: "-" };
  return steps.map(({ name, status }) => `${signs[status]}${name}`).join(" ");
}

function agentHasRun({ puppet }: DeployBench): boolean {
  return existsSync(join(puppet.root, "state", "words"));
}

describe("a deploy", () => {
  test("goes the whole way and reports each step", async () => {
    const bench = await newDeployBench();
    const report = await bench.deploy();
    expect(report).toMatchObject({ outcome: "done", exitCode: 0, failure: undefined });
    expect(wayOf(report)).toBe("render lint plan push agent schema smoke");
    expect(report.agent).toMatchObject([{ host, outcome: "changed", changed: 3 }]);
    expect(report.smoke.map(({ id, status }) => `${id} ${status}`)).toEqual(
      expect.arrayContaining(["healthz pass", "crud pass"]),
    );
    expect((await bench.held()).text).toBe(report.plan?.prefixes[0]?.next.text);
  });

  test("is linted as what the site says of its hosts, and of lint", async () => {
    const bench = await newDeployBench();
    const { service } = bench.request();
    const roles = ["role::beta::docker_services"];
    const refused = await bench.deploy({ service: { ...service, roles } });
    expect(wayOf(refused)).toBe("render !lint -plan -push -agent -schema -smoke");
    expect(refused.failure?.message).toMatch(/\[roles\/missing\]$/u);
    const { site } = bench.request();
    const other = await bench.deploy({
      service: { ...service, roles },
      lint: { settings: { rules: { "roles/missing": "off" }, keys: [], overrides: [] } },
      site: { ...site, context: { ...site.context, project: "another" } },
    });
    expect(other.findings.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
      "error secret/default-credentials",
    ]);
  });

  test("writes nothing where the ENC holds everything already, but is confirmed and runs Puppet", async () => {
    const bench = await newDeployBench();
    await bench.deploy();
    const writes: string[] = [];
    bench.onEnc = (asked) => writes.push(...(asked.startsWith("POST /v1/") ? [asked] : []));
    let confirmed = 0;
    const report = await bench.deploy({ approve: async () => void confirmed++ });
    expect({ writes, confirmed, way: wayOf(report) }).toEqual({
      writes: [],
      confirmed: 1,
      way: "render lint plan push agent schema smoke",
    });
  });

  test("gives its id to the smoke run: its keys carry it, and a clean-up finds them by it", async () => {
    const bench = await newDeployBench();
    bench.keepsKeys = true;
    const report = await bench.deploy();
    const { run } = deployJson(report).smoke;
    expect(run).toBe(report.id);
    expect(bench.stored.length).toBeGreaterThan(0);
    expect(bench.stored.filter((key) => !key.includes(`:${run}:`))).toEqual([]);
    expect(report.smoke.map(({ id }) => id)).toContain("clean-up");
    expect(report.exitCode).not.toBe(0);

    const { transport, world, service } = bench.request();
    const kask = kaskAmong(servicesOfData(loadMapping((await bench.held()).text) ?? new Map()));
    if (!kask) throw new Error("no Kask in the text");
    const reach = { kask, registry: "docker-registry.wikimedia.org", transport };
    const elsewhere = await cleanUpHosts(run, ["other.example"], reach, world);
    expect([...elsewhere.left.keys()]).toEqual([host]);
    bench.keepsKeys = false;
    const cleaned = await cleanUpHosts(run, service.hosts, reach, world);
    expect(cleaned).toEqual({ noted: elsewhere.noted, left: new Map() });
    expect([...bench.present]).toEqual([]);
  });

  test("shows no secret in its report, its agent's lines or what is kept, and keeps its text", async () => {
    const bench = await newDeployBench();
    await bench.puppet.agent('echo "Error: s3cr3t-of-kask is wrong"; summary 10 1 0; exit 0');
    const lines: string[] = [];
    const report = await bench.deploy(
      { publish: ["cassandra_password"], onAgentLine: (_host, line) => lines.push(line) },
      { cassandra_password: fromEnvironment },
    );
    expect((await bench.held()).text).toContain("s3cr3t-of-kask");
    expect(lines.join()).toContain("is wrong");
    await saveReport(bench.stateFolder, report);
    const kept = await readFile(join(bench.stateFolder, "reports", `${report.id}.json`), "utf8");
    const shown = JSON.stringify([lines, deployJson(report), report.text, report.smoke]);
    expect(`${shown}${kept}`).not.toContain("s3cr3t");
    expect(report.text).toContain("mediawiki-services-kask");
  });
});

describe("a deploy that may not go on", () => {
  test.each([
    [
      "a port that nobody serves",
      { listen_port: 8081 },
      {},
      "render !lint -plan -push -agent -schema -smoke",
      "findings",
      1,
    ],
    [
      "an image that is not there",
      { version: "v9.9.9" },
      {},
      "render lint !plan -push -agent -schema -smoke",
      "image-tag-missing",
      1,
    ],
    [
      "a secret that would be public",
      { cassandra_password: fromEnvironment },
      {},
      "!render -lint -plan -push -agent -schema -smoke",
      "secret-published",
      1,
    ],
    [
      "a plan that nobody confirms",
      {},
      { approve: () => Promise.reject(new KaskctlError("not-confirmed", "No.")) },
      "render lint !plan -push -agent -schema -smoke",
      "not-confirmed",
      1,
    ],
  ])(
    "because of %s writes nothing and says where it stopped",
    async (_, values, change, way, code, exitCode) => {
      const bench = await newDeployBench();
      const report = await bench.deploy(change, values);
      expect(wayOf(report)).toBe(way);
      expect(report).toMatchObject({ outcome: "failed", exitCode, failure: { code } });
      expect((await bench.held()).text).toBeUndefined();
      expect(agentHasRun(bench)).toBe(false);
    },
  );

  test("has no question to a host under way when it ends, since its connections end then", async () => {
    const bench = await newDeployBench();
    const { transport } = bench.request();
    let [asked, underWay] = [0, 0];
    const run: Transport["run"] = async (...question) => {
      [asked, underWay] = [asked + 1, underWay + 1];
      return await transport.run(...question).finally(() => {
        underWay -= 1;
      });
    };
    await bench.deploy({ transport: { ...transport, run } }, { version: "v9.9.9" });
    expect(asked).toBeGreaterThan(0);
    expect(underWay).toBe(0);
  });

  test("because of lint still reports the text that lint looked at", async () => {
    const bench = await newDeployBench();
    const report = await bench.deploy({}, { listen_port: 8081 });
    expect(report.text).toContain("listen_port: 8081");
    expect(report.findings.map(({ rule }) => rule)).toContain("service/port-differs");
  });

  test("because Puppet is disabled on a host writes nothing, and the exit code is 9", async () => {
    const bench = await newDeployBench();
    await bench.puppet.disable('{"disabled_message":"broken disk - alice"}');
    const report = await bench.deploy();
    expect(report).toMatchObject({ exitCode: 9, failure: { code: "agent-disabled" } });
    expect(report.failure?.message).toContain("broken disk");
    expect((await bench.held()).text).toBeUndefined();
  });

  test("because a resource failed stops before smoke, and the exit code is 6", async () => {
    const bench = await newDeployBench();
    await bench.puppet.agent("summary 10 2 1; exit 0");
    const report = await bench.deploy();
    expect(wayOf(report)).toBe("render lint plan push !agent -schema -smoke");
    expect(report).toMatchObject({ exitCode: 6, failure: { code: "agent-failed" } });
  });
});

describe("a deploy that is interrupted", () => {
  const interrupted = { outcome: "failed", exitCode: 130, failure: { code: "interrupted" } };

  test.each(["render", "lint", "plan", "push"] as const)(
    "when %s begins writes nothing, and reports",
    async (name) => {
      const bench = await newDeployBench();
      const started = (step: string) => {
        if (step === name) bench.interruption.abort(new KaskctlError("interrupted", "Stopped."));
      };
      const report = await bench.deploy({ listener: { started, ended: () => {} } });
      expect(report).toMatchObject(interrupted);
      expect(report.failure?.hint).toMatch(/deploy again/);
      expect(wayOf(report)).toMatch(name === "push" ? /!push -agent/ : /!plan -push -agent/);
      expect(await bench.held()).toMatchObject({ text: undefined, roles: [] });
      expect(agentHasRun(bench)).toBe(false);
    },
  );

  test("at the question reports, whatever error the abort became", async () => {
    const bench = await newDeployBench();
    const report = await bench.deploy({
      approve: async () => {
        bench.interruption.abort(new KaskctlError("interrupted", "Stopped."));
        throw new DOMException("Aborted with Ctrl+C", "AbortError");
      },
    });
    expect(report).toMatchObject(interrupted);
    expect((await bench.held()).text).toBeUndefined();
  });

  test("between text and roles writes both and reads them back, and starts no agent", async () => {
    const bench = await newDeployBench();
    bench.onEnc = (asked) => {
      if (/^POST .*\/hiera$/.test(asked))
        bench.interruption.abort(new KaskctlError("interrupted", "Stopped."));
    };
    const report = await bench.deploy();
    expect(wayOf(report)).toBe("render lint plan push !agent -schema -smoke");
    expect(report).toMatchObject(interrupted);
    expect(await bench.held()).toMatchObject({
      text: expect.stringContaining("mediawiki-services-kask"),
      roles: ["role::beta::cassandra", "role::beta::docker_services"],
    });
    expect(agentHasRun(bench)).toBe(false);
  });

  test("while Puppet runs lets it run on, and says how to attach to it", async () => {
    const bench = await newDeployBench();
    await bench.puppet.agent("echo Begun; wait_for_go; summary 10 3 0; exit 0");
    const report = await bench.deploy({
      onAgentLine: () => bench.interruption.abort(new KaskctlError("interrupted", "Stopped.")),
    });
    expect(report).toMatchObject(interrupted);
    expect(report.agent).toMatchObject([{ host, outcome: "cancelled" }]);
    expect(report.failure?.hint).toContain(
      `kaskctl agent attach ${host} --run ${report.agent[0]?.id}`,
    );
    // It can go on, so it is still there.
    await bench.puppet.go();
  });

  test("while Kask is asked leaves no key, and reports the answers so far", async () => {
    const bench = await newDeployBench();
    const report = await bench.deploy({
      onAnswer: () => bench.interruption.abort(new KaskctlError("interrupted", "Stopped.")),
    });
    expect(report).toMatchObject(interrupted);
    expect(report.smoke.length).toBeGreaterThan(0);
    expect([...bench.present]).toEqual([]);
    expect(await bench.kept("smoke")).toEqual([]);
  });
});

describe("the reports that are kept", () => {
  test("come back by id, and the latest without one", async () => {
    const bench = await newDeployBench();
    const first = await bench.deploy();
    const second = { ...first, id: "sessionstore-9", startedAt: "2099-01-01T00:00:00.000Z" };
    await saveReport(bench.stateFolder, second);
    await saveReport(bench.stateFolder, first);
    expect((await loadReport(bench.stateFolder)).id).toBe(second.id);
    expect((await loadReport(bench.stateFolder, first.id)).steps).toEqual(first.steps);
    await expect(loadReport(bench.stateFolder, "sessionstore-8")).rejects.toMatchObject({
      code: "unknown-report",
      hint: expect.stringContaining("sessionstore-9"),
    });
  });
});
