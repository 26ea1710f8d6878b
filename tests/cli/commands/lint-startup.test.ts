import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const text = join(root, "tests/cli/lint/sample-hiera.yaml");

/** Runs the command from its sources and prints every package that is loaded on the way. */
const script = `
import { registerHooks } from "node:module";
const packages = new Set();
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const name = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(found.url)?.[1];
    if (name !== undefined) packages.add(name);
    return found;
  },
});
const { lintCommand } = await import(${JSON.stringify(join(root, "cli/commands/lint.ts"))});
const exitCode = await lintCommand.run(
  [[${JSON.stringify(text)}]],
  { failOn: "warning", stdinFilename: "-", format: [process.argv[1]] },
  {
    world: { cwd: "/", env: { XDG_CACHE_HOME: "/nowhere" } },
    globals: {},
    installation: { version: "0", kaskctl: "" },
    terminal: { print() {}, color: false, columns: 80 },
    endAtOnce() {},
  },
);
console.log(JSON.stringify({ exitCode, packages: [...packages] }));
`;

test.each(["text", "compact", "json", "sarif", "github", "gitlab", "checkstyle", "junit"])(
  "linting a file loads no package at all, and so starts at once: -f %s",
  (format) => {
    const args = ["--input-type=module", "-e", script, format];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect({ stdout, stderr }).toEqual({ stdout: '{"exitCode":1,"packages":[]}\n', stderr: "" });
  },
);
