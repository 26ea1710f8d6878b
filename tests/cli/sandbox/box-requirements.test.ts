import { expect, test } from "vitest";
import { boxRequirements } from "../../../cli/sandbox/box/requirements.ts";
import { testWorld } from "../../support/test-world.ts";

const one = { dir: "/srv/box", cacheFolder: "/var/cache/box", hosts: ["store02"] };
const three = { ...one, hosts: ["store02", "store03", "store04"] };
const cassandraJars = "/srv/jars";

async function needsOf(box: Parameters<typeof boxRequirements>[0]): Promise<readonly string[]> {
  return (await boxRequirements(box, testWorld())).all.map(({ need }) => need);
}

test.each([
  ["one instance", one, "2 GB of memory"],
  ["three instances", three, "2.4 GB of memory"],
  ["an instance with Cassandra", { ...one, cassandraJars }, "3 GB of memory"],
  ["three with Cassandra", { ...three, cassandraJars }, "5.4 GB of memory"],
])("a box with %s needs memory for just that", async (_, box, need) => {
  expect(await needsOf(box)).toContain(need);
});

test("a box needs disk where it lies, and where it keeps Debian's packages", async () => {
  const needs = await needsOf(one);
  expect(needs).toContain("5 GB of disk at /srv/box");
  expect(needs).toContain("1.2 GB of disk at /var/cache/box");
});

test("a box without Cassandra's jars can be, and is told how to get them", async () => {
  const found = async (box: Parameters<typeof boxRequirements>[0]) =>
    (await boxRequirements(box, testWorld())).all.find(({ need }) => need.startsWith("Cassandra"));
  const told = expect.stringContaining("`npm run cassandra`");
  expect(await found(one)).toMatchObject({ isMet: true, found: told });
  expect(await found({ ...one, cassandraJars })).toMatchObject({ isMet: true, found: "/srv/jars" });
});
