import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lint } from "./lint-support.ts";

const corpus = process.env["KASKCTL_CORPUS"];
const title = "a real tree of 1,473 files has 20 duplicate keys and no other finding";

/** The files are loaded by a Puppet server every day, so that any other error would be a false one. */
const check = () => {
  const folder = corpus ?? "";
  const files = globSync("**/hieradata/**/*.yaml", { cwd: folder });
  expect(files).toHaveLength(1473);
  const findings = files.flatMap((file) =>
    lint(readFileSync(join(folder, file), "utf8"), "tree", file),
  );
  expect(findings.map(({ rule }) => rule)).toEqual(new Array(20).fill("yaml/duplicate-key"));
};

if (corpus === undefined) test.skip(`${title} (needs KASKCTL_CORPUS)`, check);
else test(title, check);
