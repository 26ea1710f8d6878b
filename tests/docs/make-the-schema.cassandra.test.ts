import { readFileSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { root } from "../../scripts/support/root.ts";
import { newSchemaBench } from "../cli/schema/schema-bench.ts";
import { describeOnCassandra } from "../support/cassandra/on-cassandra.ts";
import { consoleSteps, problemsOf, scriptOf } from "../support/console-steps.ts";
import { kaskctl, runProcess } from "../support/programs.ts";
import { needs } from "../support/requires.ts";

describeOnCassandra("the how-to of the schema", () => {
  needs("ssh")(
    "does what it says, on a Cassandra that has neither keyspace nor table",
    async () => {
      const bench = await newSchemaBench();
      try {
        // Leaves the site file of a service whose keyspace is kask.
        await bench.plan({ values: { keyspace: "kask" } });
        const folder = dirname(bench.configFile);
        const site = await readFile(join(folder, "kaskctl.yaml"), "utf8");
        await writeFile(join(folder, "moved.yaml"), site.replace('"kask"', '"sessions"'));
        const path = join(folder, "path");
        await mkdir(path);
        await symlink(kaskctl, join(path, "kaskctl"));
        const page = readFileSync(join(root, "docs/how-to/make-the-schema.md"), "utf8");
        const steps = consoleSteps(page);
        expect(steps.length).toBe(5);
        const words = [path, dirname(process.execPath), process.env["PATH"]];
        const env = { PATH: words.join(":"), KASKCTL_SITE: "" };
        const ended = await runProcess("bash", ["-c", scriptOf(steps)], { cwd: folder, env });
        expect(problemsOf(steps, ended)).toEqual([]);
      } finally {
        await bench.close();
      }
    },
    300_000,
  );
});
