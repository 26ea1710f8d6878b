import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { boxOptions, hostNames, sandboxFolder } from "../../../cli/commands/sandbox-options.ts";
import { fetchedJars } from "../../../cli/sandbox/box/cassandra-jars.ts";
import { root } from "../../../scripts/support/root.ts";
import { testWorld } from "../../support/test-world.ts";

describe("the hosts of a sandbox", () => {
  test("begin with 02, as beta's do, and have two digits", () => {
    expect(hostNames("1")).toEqual(["deployment-sessionstore02"]);
    expect(hostNames("9").at(-1)).toBe("deployment-sessionstore10");
  });

  test.each(["0", "10", "many", "1.5", ""])("cannot be %j", (count) => {
    expect(() => hostNames(count)).toThrow("--hosts takes 1 to 9");
  });
});

describe("the folder of a sandbox", () => {
  test("is not the working folder where a variable for it is unset", () => {
    expect(() => sandboxFolder({ dir: "" }, testWorld())).toThrow("Cannot use --dir: it is empty.");
  });
});

describe("what a box is made of", () => {
  const installation = {
    version: "1.0.0",
    templatesFolder: join(root, "hiera-templates"),
    puppetFolder: join(root, "puppet"),
    node: process.execPath,
    kaskctl: join(root, "dist", "kaskctl.js"),
    kask: join(root, "dist", "kask.js"),
  };
  const optionsIn = (env: Readonly<Record<string, string>>) =>
    boxOptions(installation, testWorld({ cwd: root, env: { HOME: "/home/alice", ...env } }));

  test("is this checkout, and what variables name", () => {
    const env = { KASKCTL_CASSANDRA_JARS: "docs", KASKCTL_REFERENCE_KASK: "LICENSE" };
    expect(optionsIn(env)).toEqual({
      puppetFolder: join(root, "puppet"),
      cacheFolder: "/home/alice/.cache/kaskctl/box",
      kask: { checkout: root, version: "1.0.0", reference: join(root, "LICENSE") },
      cassandraJars: join(root, "docs"),
    });
  });

  test("is the Cassandra that was fetched into the checkout, where no variable names one", async () => {
    const checkout = await mkdtemp(join(tmpdir(), "kaskctl-checkout-"));
    onTestFinished(() => rm(checkout, { recursive: true }));
    const own = { ...installation, kask: join(checkout, "dist", "kask.js") };
    const world = testWorld({ cwd: root, env: { HOME: "/home/alice" } });
    expect(boxOptions(own, world)).not.toHaveProperty("cassandraJars");
    await mkdir(fetchedJars(checkout), { recursive: true });
    expect(boxOptions(own, world)).toMatchObject({ cassandraJars: fetchedJars(checkout) });
  });

  test.each([
    ["KASKCTL_CASSANDRA_JARS", "LICENSE", "folder"],
    ["KASKCTL_CASSANDRA_JARS", "nowhere", "folder"],
    ["KASKCTL_REFERENCE_KASK", "docs", "file"],
  ])("cannot be, where %s names %s", (variable, path, kind) => {
    const message = `${variable} names ${join(root, path)}, which is no ${kind}.`;
    expect(() => optionsIn({ [variable]: path })).toThrow(message);
  });
});
