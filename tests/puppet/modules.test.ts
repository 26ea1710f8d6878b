import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { test as always, describe, expect } from "vitest";
import { catalogue } from "../../cli/signatures/catalogue.ts";
import { readCodeTree } from "../../cli/signatures/read-code-tree.ts";
import type { Signature } from "../../cli/signatures/signatures.ts";
import { puppetFolder } from "../support/puppet-catalog.ts";
import { needs } from "../support/requires.ts";

function run(program: string, ...words: readonly string[]): { status: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: puppetFolder,
    encoding: "utf8",
  });
  return { status, out: stdout + stderr };
}

describe("the Puppet modules", () => {
  needs("puppet-lint")("have nothing that puppet-lint would change", () => {
    expect(run("puppet-lint", "--fail-on-warnings", "--relative", ".")).toEqual({
      status: 0,
      out: "",
    });
  });

  needs("puppet", "rspec-puppet", "stdlib of Puppet")(
    "do what their own specs say",
    () => {
      const specs = globSync("modules/*/spec/**/*_spec.rb", { cwd: puppetFolder });
      const modules = globSync("modules/*", { cwd: puppetFolder });
      expect(new Set(specs.map((path) => path.split("/")[1])).size).toBe(modules.length);
      const { status, out } = run("rspec", ...specs);
      expect(out).toMatch(/^[1-9]\d* examples?, 0 failures$/mu);
      expect(status).toBe(0);
    },
    200_000,
  );

  const { signatures } = readCodeTree(puppetFolder, "puppet");
  const all = [...signatures.classes.values(), ...signatures.defines.values()];

  always("say of every parameter what it is for, and of what type", () => {
    const parameters = all.flatMap(({ name, parameters: each }) =>
      [...each.values()].map((parameter) => ({ owner: name, ...parameter })),
    );
    expect(parameters.length).toBeGreaterThan(20);
    expect(parameters.filter(({ doc, type }) => doc === undefined || type === undefined)).toEqual(
      [],
    );
  });

  always.each(["profile::docker::engine", "profile::docker::runner", "service::docker"])(
    "take for %s what Wikimedia's take, with the same types and defaults",
    (name) => {
      const ours = all.find((each) => each.name === name);
      const theirs = catalogue.classes.get(name) ?? catalogue.defines.get(name);
      expect(told(ours)).toEqual(told(theirs));
      expect(ours?.parameters.size).toBeGreaterThan(0);
    },
  );
});

/** The interface alone, without the quotes and spaces that no two manifests set alike. */
function told(signature: Signature | undefined): readonly object[] {
  const parameters = [...(signature?.parameters.values() ?? [])];
  return parameters
    .map(({ name, type = "Any", default: standard }) => ({
      name,
      type: type.replace(/\s/gu, ""),
      default: standard?.replace(/[\s']/gu, ""),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
