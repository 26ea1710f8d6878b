import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { removeUnfinishedTars, useKeptTar } from "../../../cli/sandbox/box/kept-tar.ts";
import { needs } from "../../support/requires.ts";
import { testWorld } from "../../support/test-world.ts";

/** No package at all, so that nobody has to be asked. */
const options = [
  "--variant=custom",
  "--skip=update,setup,check/empty,cleanup,download,chroot",
] as const;

const recipe = (contents: string, name = "rootfs") => ({
  ...{ name, contents, options, purpose: "make a tar", announcement: "Making a tar …" },
});

const own = "0".repeat(24);
const other = "1".repeat(24);

let cacheFolder: string;

beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), "kaskctl-tars-"));
});

afterEach(() => rm(cacheFolder, { recursive: true }));

/** Uses a tar, and gives what was said and the names that the cache then has. */
async function used(wanted: ReturnType<typeof recipe>, id = own) {
  const said: string[] = [];
  const world = testWorld({ progress: (line) => void said.push(line) });
  const bytes = await useKeptTar(wanted, { cacheFolder, id }, world, (tar) => readFile(tar));
  expect(bytes.length).toBeGreaterThan(0);
  return { said, names: (await readdir(cacheFolder)).sort() };
}

const test = needs("mmdebstrap");

test("a tar of Debian is made once, and then used again", async () => {
  const first = await used(recipe("a"));
  expect(first.said).toEqual(["Making a tar …"]);
  expect(first.names).toEqual([expect.stringMatching(/^rootfs-[0-9a-f]{16}\.tar$/)]);
  expect(await used(recipe("a"))).toEqual({ said: [], names: first.names });
});

test("a tar of Debian is made anew after 30 days", async () => {
  const { names } = await used(recipe("a"));
  const tar = join(cacheFolder, names[0] ?? "");
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3600 * 1000);
  await utimes(tar, daysAgo(29), daysAgo(29));
  expect((await used(recipe("a"))).said).toEqual([]);
  await utimes(tar, daysAgo(31), daysAgo(31));
  expect(await used(recipe("a"))).toEqual({ said: ["Making a tar …"], names });
  expect((await used(recipe("a"))).said).toEqual([]);
});

test("a new recipe's tar takes the place of the former one's, and of no other's", async () => {
  const former = await used(recipe("a"));
  const debian = await used(recipe("a", "debian"));
  const { names } = await used(recipe("b"));
  expect(names).toHaveLength(2);
  expect(names).not.toContain(former.names[0]);
  expect(names).toContain(debian.names.find((name) => name.startsWith("debian-")));
});

test("a tar stays with the box that uses it, also where another removes it meanwhile", async () => {
  await used(recipe("a"));
  const place = { cacheFolder, id: other };
  await useKeptTar(recipe("a"), place, testWorld(), async (tar) => {
    await used(recipe("b"));
    expect(existsSync(tar)).toBe(true);
  });
  expect(await readdir(cacheFolder)).toHaveLength(1);
});

test("a box that was killed while it used a tar leaves nothing of its own in the cache", async () => {
  await used(recipe("a"));
  await useKeptTar(recipe("a"), { cacheFolder, id: other }, testWorld(), async () => {
    expect(await readdir(cacheFolder)).toHaveLength(2);
    await removeUnfinishedTars({ cacheFolder, id: other });
    expect(await readdir(cacheFolder)).toHaveLength(1);
  });
});
