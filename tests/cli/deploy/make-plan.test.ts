import { describe, expect, test } from "vitest";
import type { Change, ChangeLayer, Plan } from "../../../cli/deploy/plan.ts";
import { hasChanges } from "../../../cli/deploy/plan.ts";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { dumpAsPyyaml } from "../../../cli/hiera/pyyaml-dump.ts";
import { loadAsPyyaml } from "../../../cli/hiera/pyyaml-load.ts";
import { startTestEnc, type TestEnc } from "../../support/enc.ts";
import { fqdnOf, kaskText, planOf, sessionstore, site } from "../../support/plan.ts";

const service = "profile::docker::runner::service_defs.mediawiki-services-kask";
const configFile = "/etc/mediawiki-services-kask/config.yaml";
const unitFile = "/lib/systemd/system/mediawiki-services-kask.service";

async function holding(enc: TestEnc, prefix: string, text: string, roles = sessionstore.roles) {
  const client = enc.client();
  await client.writeHiera(prefix, text);
  await client.writeRoles(prefix, roles);
}

function pathsOf(plan: Plan, layer: ChangeLayer): readonly string[] {
  return plan.changes
    .filter((change) => change.layer === layer)
    .map(({ op, path }) => `${op} ${path.join(".")}`);
}

function changeAt(plan: Plan, layer: ChangeLayer, path: string): Change | undefined {
  return plan.changes.find((change) => change.layer === layer && change.path.join(".") === path);
}

/** Horizon loads what is pasted, and stores what PyYAML dumps. */
function horizonText(text: string): string {
  const loaded = loadAsPyyaml(parseHiera(text));
  if (!loaded.ok) throw new Error(loaded.message);
  expect(dumpAsPyyaml(loaded.value)).not.toBe(text);
  return dumpAsPyyaml(loaded.value);
}

describe("a plan of something new", () => {
  test("adds every value, both roles and the files of the host", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc);
    expect(hasChanges(plan)).toBe(true);
    expect(plan).toMatchObject({ context: "beta", service: "sessionstore" });
    expect(plan.prefixes[0]).toMatchObject({
      prefix: "deployment-sessionstore",
      base: { text: undefined, roles: [] },
      next: { roles: ["role::beta::cassandra", "role::beta::docker_services"] },
    });
    expect(changeAt(plan, "raw", `${service}.version`)).toMatchObject({
      op: "add",
      after: "v1.0.10",
    });
    expect(pathsOf(plan, "raw").filter((path) => path === "add roles")).toHaveLength(2);
    expect(pathsOf(plan, "effective")).toEqual(pathsOf(plan, "raw"));
    expect(changeAt(plan, "rendered", `${configFile}.listen_port`)).toMatchObject({ after: 8080 });
    expect(pathsOf(plan, "rendered")).toContain("add /etc/mediawiki-services-kask/env.KASK_TOKEN");
    expect(plan.hosts).toEqual([
      {
        fqdn: sessionstore.hosts[0],
        image: "docker-registry.wikimedia.org/wikimedia/mediawiki-services-kask:v1.0.10",
        restarts: true,
      },
    ]);
    expect(plan.notes).toEqual([]);
  });

  test("writes nothing", async () => {
    await using enc = await startTestEnc();
    await planOf(enc);
    expect(enc.answers.filter((answer) => !answer.startsWith("GET"))).toEqual([
      "POST /v3/auth/tokens 201",
    ]);
    expect(enc.emulator.store.prefixes()).toEqual([]);
  });

  test("needs no more than a reader's credential", async () => {
    await using enc = await startTestEnc();
    expect(hasChanges(await planOf(enc, { enc: enc.client("reader") }))).toBe(true);
  });
});

describe("a plan of what is there", () => {
  const cases: readonly [string, string][] = [
    ["the same bytes", kaskText()],
    [
      "the same with comments and other layout",
      `# mine\n${kaskText().replaceAll("8080", "0x1f90")}`,
    ],
    ["the same as Horizon writes it", horizonText(kaskText())],
  ];
  test.each(cases)("has no changes for %s", async (_what, text) => {
    await using enc = await startTestEnc();
    await holding(enc, "deployment-sessionstore", text);
    const plan = await planOf(enc);
    expect(plan.changes).toEqual([]);
    expect(hasChanges(plan)).toBe(false);
    expect(plan.hosts[0]?.restarts).toBe(false);
  });

  test("shows one value in the text, in Puppet's data and in the unit", async () => {
    await using enc = await startTestEnc();
    await holding(enc, "deployment-sessionstore", kaskText({ version: "v1.0.9" }));
    const plan = await planOf(enc);
    expect(pathsOf(plan, "raw")).toEqual([`replace ${service}.version`]);
    expect(pathsOf(plan, "effective")).toEqual([`replace ${service}.version`]);
    const unit = plan.changes.filter(({ layer }) => layer === "rendered");
    expect(unit).toHaveLength(1);
    expect(unit[0]).toMatchObject({ op: "replace", path: [unitFile, expect.any(Number)] });
    expect(unit[0]?.before).toContain("kask:v1.0.9");
    expect(unit[0]?.after).toContain("kask:v1.0.10");
    expect(plan.hosts[0]?.restarts).toBe(true);
  });

  test("shows a role that is too many, and leaves those of other prefixes alone", async () => {
    await using enc = await startTestEnc();
    await holding(enc, "deployment-sessionstore", kaskText(), [...sessionstore.roles, "role::old"]);
    await holding(enc, "_", "{}\n", ["role::project"]);
    const plan = await planOf(enc);
    expect(plan.changes).toEqual([
      { op: "remove", layer: "raw", path: ["roles"], before: "role::old", of: "role" },
      { op: "remove", layer: "effective", path: ["roles"], before: "role::old", of: "role" },
    ]);
    expect(hasChanges(plan)).toBe(true);
  });

  test("does not touch the host for a key that Puppet makes no file of", async () => {
    await using enc = await startTestEnc();
    await holding(enc, "deployment-sessionstore", `${kaskText()}other: 1\n`);
    const plan = await planOf(enc);
    expect(pathsOf(plan, "raw")).toEqual(["remove other"]);
    expect(pathsOf(plan, "rendered")).toEqual([]);
    expect(plan.hosts[0]?.restarts).toBe(false);
  });

  test("replaces a stored text that is no YAML any more", async () => {
    await using enc = await startTestEnc();
    const row = { hiera: "a: b: c", roles: [] };
    const place = { project: "deployment-prep", prefix: "deployment-sessionstore" };
    await enc.emulator.store.commit([{ ...place, row, commits: [] }]);
    const plan = await planOf(enc);
    expect(hasChanges(plan)).toBe(true);
    expect(plan.notes).toEqual([expect.stringContaining("cannot make node data")]);
  });
});

describe("what Puppet sees", () => {
  test("a shorter prefix's key is replaced whole, not merged", async () => {
    await using enc = await startTestEnc();
    await holding(
      enc,
      "deployment-",
      "profile::docker::runner::service_defs: {other: {port: 1}}\n",
      [],
    );
    const plan = await planOf(enc);
    const path = "profile::docker::runner::service_defs.other.port";
    expect(changeAt(plan, "raw", path)).toBeUndefined();
    expect(changeAt(plan, "effective", path)).toMatchObject({ op: "remove", before: 1 });
  });

  test("a longer prefix wins, and the plan says so", async () => {
    await using enc = await startTestEnc();
    const host = sessionstore.hosts[0] ?? "";
    await holding(enc, host, kaskText(), []);
    const plan = await planOf(enc, { renderedText: kaskText({ version: "v1.0.11" }) });
    expect(pathsOf(plan, "raw")).not.toEqual([]);
    expect(pathsOf(plan, "effective").filter((path) => !path.endsWith("roles"))).toEqual([]);
    expect(pathsOf(plan, "rendered")).toEqual([]);
    expect(plan.notes).toEqual([expect.stringContaining(`longer prefix ${host}`)]);
  });

  test("a host that no prefix reaches is named", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc, { service: { ...sessionstore, hosts: [fqdnOf("other01")] } });
    expect(plan.notes).toEqual([expect.stringContaining("reaches other01.")]);
    expect(pathsOf(plan, "effective")).toEqual([]);
  });

  test("an instance that the prefix reaches and the site file does not name is named", async () => {
    await using enc = await startTestEnc();
    await holding(enc, fqdnOf("deployment-sessionstore-test01"), "{}\n", []);
    await holding(enc, fqdnOf("deployment-echostore01"), "{}\n", []);
    const { notes } = await planOf(enc);
    expect(notes).toEqual([
      expect.stringMatching(/^deployment-sessionstore-test01\S+ gets this too/),
    ]);
  });

  test("the keyspace that a deploy makes where Puppet brings Cassandra is named", async () => {
    await using enc = await startTestEnc();
    const cassandra = `profile::cassandra::instances:\n  ${sessionstore.hosts[0]}: {}\n`;
    const { notes } = await planOf(enc, { renderedText: `${kaskText()}${cassandra}` });
    expect(notes).toEqual([
      expect.stringMatching(/lacks keyspace \w+ or table \w+, the deploy makes/),
    ]);
  });

  test("a definition that Puppet would refuse makes no files", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc, {
      renderedText: kaskText().replace("port: 8080\n    version", "port: 80\n    version"),
    });
    expect(pathsOf(plan, "rendered")).toEqual([]);
    expect(plan.hosts[0]?.image).toBeUndefined();
    expect(plan.notes).toEqual([expect.stringContaining("Integer[80, 80]")]);
  });
});

describe("several prefixes and hosts", () => {
  const hosts = ["deployment-sessionstore02", "deployment-sessionstore03"].map(fqdnOf);
  const two = { ...sessionstore, hosts, prefixes: hosts };

  test("what is the same everywhere is said once, with where", async () => {
    await using enc = await startTestEnc();
    const plan = await planOf(enc, { service: two });
    expect(plan.prefixes.map(({ prefix }) => prefix)).toEqual(hosts);
    expect(changeAt(plan, "raw", `${service}.version`)).toMatchObject({ on: hosts });
    expect(changeAt(plan, "effective", `${service}.version`)).toMatchObject({ on: hosts });
  });

  test("a prefix that holds everything already is not changed", async () => {
    await using enc = await startTestEnc();
    await holding(enc, hosts[0] ?? "", kaskText());
    const plan = await planOf(enc, { service: two });
    expect(plan.prefixes.map(({ changed }) => changed)).toEqual([false, true]);
    expect(changeAt(plan, "raw", `${service}.version`)).toMatchObject({ on: [hosts[1]] });
    expect(plan.hosts.map(({ restarts }) => restarts)).toEqual([false, true]);
  });
});

test("a rendered text that is no mapping is refused", async () => {
  await using enc = await startTestEnc();
  await expect(planOf(enc, { renderedText: "- a\n" })).rejects.toMatchObject({
    code: "value-not-representable",
  });
});

test("a plan asks the sandbox's registry, not Wikimedia's, for what its hosts run", async () => {
  await using enc = await startTestEnc();
  const context = { ...site.context, registry: "127.0.0.1:5000" };
  const plan = await planOf(enc, { site: { ...site, context } });
  expect(plan.hosts[0]?.image).toMatch(/^127\.0\.0\.1:5000\/wikimedia\//);
});
