import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { needs } from "../support/requires.ts";
import { type CloudNode, puppetFolder, startTestCloud } from "./support/cloud.ts";

const test = needs("puppet", "stdlib of Puppet");
const certname = "store01.deployment-prep.eqiad1.wikimedia.cloud";

/** The levels of Cloud VPS below Horizon, highest first; those of private values are marked. */
const levels = [
  "cloud/eqiad1/deployment-prep/hosts/store01.yaml",
  "cloud/eqiad1/deployment-prep/common.yaml",
  "cloud/eqiad1.yaml",
  "cloud.yaml",
  "private: labs/deployment-prep/common.yaml",
  "private: deployment-prep.yaml",
  "private: labs.yaml",
  "common.yaml",
  "private: common.yaml",
] as const;

test("Hiera asks the levels of Cloud VPS in their order, Horizon first", async () => {
  const parent = await mkdtemp(join(tmpdir(), "kaskctl-test-"));
  const environment = join(parent, "production");
  try {
    await mkdir(environment);
    for (const name of ["environment.conf", "hiera.yaml", "manifests", "modules"]) {
      await symlink(join(puppetFolder, name), join(environment, name));
    }
    await using cloud = await startTestCloud(environment);
    const folders = { own: join(environment, "hieradata"), private: cloud.privateHieradata };
    await cloud.enc.client().writeHiera("_", JSON.stringify(keysFrom(-1)));
    for (const [index, level] of levels.entries()) {
      const path = level.startsWith("private: ")
        ? join(folders.private, level.slice("private: ".length))
        : join(folders.own, level);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, JSON.stringify(keysFrom(index)));
    }
    const keys = Object.keys(keysFrom(levels.length - 1));
    const [catalog] = await cloud.compile({ certname, keys });
    expect(catalog?.error).toBeUndefined();
    expect(Object.values(catalog?.data ?? {})).toEqual(["Horizon", ...levels]);
  } finally {
    await rm(parent, { recursive: true });
  }
});

/** A level's data: a key for this level and each above it, with this level's name as its value. */
function keysFrom(index: number): Readonly<Record<string, string>> {
  const names = ["Horizon", ...levels];
  const name = names[index + 1] ?? "";
  return Object.fromEntries(names.slice(0, index + 2).map((_, level) => [`from_${level}`, name]));
}

test("an instance's own text wins over its prefix's, and that over its project's", async () => {
  await using cloud = await startTestCloud();
  const client = cloud.enc.client();
  await client.writeHiera("_", "{a: project, b: project, c: project}");
  await client.writeHiera("store", "{a: prefix, b: prefix}");
  await client.writeHiera(certname, "{a: instance}");
  const keys = ["a", "b", "c"];
  const other = certname.replace("store01", "cache01");
  const answers = await cloud.compile({ certname, keys }, { certname: other, keys });
  expect(answers.map(({ data }) => data)).toEqual([
    { a: "instance", b: "prefix", c: "project" },
    { a: "project", b: "project", c: "project" },
  ]);
});

test("the levels are merged where lookup_options say so, and nowhere else", async () => {
  await using cloud = await startTestCloud();
  await writeFile(
    join(cloud.privateHieradata, "labs.yaml"),
    JSON.stringify({
      classes: ["role::beta::cassandra"],
      "profile::docker::engine::settings": { "log-driver": "journald" },
    }),
  );
  const text = {
    classes: ["profile::base"],
    "profile::docker::engine::settings": { debug: true },
    "profile::cassandra::instances": { [certname]: {} },
    "profile::cassandra::settings": { cluster_name: "x" },
  };
  await cloud.enc.client().writeHiera("_", JSON.stringify(text));
  const keys = ["classes", "profile::docker::engine::settings", "profile::cassandra::settings"];
  const [catalog] = await cloud.compile({ certname, keys });
  expect(catalog?.data).toEqual({
    classes: ["profile::base", "role::beta::cassandra"],
    "profile::docker::engine::settings": { debug: true, "log-driver": "journald" },
    "profile::cassandra::settings": { cluster_name: "x" },
  });
  const classes = catalog?.resources?.filter(({ type }) => type === "Class") ?? [];
  expect(classes.map(({ title }) => title)).toEqual(
    expect.arrayContaining(["Profile::Base", "Role::Beta::Cassandra"]),
  );
});

test("an instance's name says in which realm it is, and a fact in which site", async () => {
  await using cloud = await startTestCloud();
  const names = ["realm", "site", "wmcs_project", "wmcs_deployment", "labsproject"];
  const text = Object.fromEntries(names.map((name) => [name, `%{::${name}}`]));
  await cloud.enc.client().writeHiera("_", JSON.stringify(text));
  const codfw = "store01.deployment-prep.codfw1dev.wikimedia.cloud";
  const nodes: readonly CloudNode[] = [
    { certname, keys: names },
    { certname: codfw, keys: names },
    { certname, facts: { site: "codfw" }, keys: ["site"] },
  ];
  const common = { realm: "labs", wmcs_project: "deployment-prep", labsproject: "deployment-prep" };
  expect((await cloud.compile(...nodes)).map(({ data }) => data)).toEqual([
    { ...common, site: "eqiad", wmcs_deployment: "eqiad1" },
    { ...common, site: "codfw", wmcs_deployment: "codfw1dev" },
    { site: "codfw" },
  ]);
});
