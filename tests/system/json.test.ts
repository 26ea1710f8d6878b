import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { commands } from "../../cli/commands/index.ts";
import { type Ended, runKaskctl } from "../support/programs.ts";
import { needs } from "../support/requires.ts";

let folder = "";

/** Runs kaskctl on the sandbox of this file, with `--json`. */
function kaskctl(line: string): Promise<Ended> {
  return runKaskctl([...line.split(" "), "--json"], {
    cwd: folder,
    env: {
      XDG_STATE_HOME: join(folder, "state"),
      KASKCTL_SITE: join(folder, "box", "kaskctl.yaml"),
    },
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kaskctl-json-"));
  await writeFile(join(folder, "bad.yaml"), "a: 2026-01-01\n");
});

afterAll(async () => {
  await kaskctl("sandbox down --dir box");
  await rm(folder, { recursive: true, force: true });
});

/** Every command, in an order in which each has what it needs, with its exit code. */
const lines: readonly (readonly [line: string, exitCode: number])[] = [
  ["init mine --sample", 0],
  ["init mine --sample", 3],
  ["sandbox up --dir box", 0],
  ["sandbox up --dir box", 2],
  ["sandbox status --dir box", 0],
  ["doctor", 2],
  ["templates", 0],
  ["templates echostore", 0],
  ["render", 0],
  ["render -o rendered.yaml", 0],
  ["render nothing", 2],
  ["lint", 0],
  ["lint bad.yaml", 1],
  ["lint bad.yaml -f sarif -o bad.sarif", 1],
  ["lint bad.yaml -f sarif", 2],
  ["lint bad.yaml --diff", 1],
  ["lint bad.yaml --explain-pipeline", 1],
  ["lint bad.yaml --since HEAD", 3],
  ["lint bad.yaml --baseline known.json --write-baseline", 0],
  ["lint bad.yaml --baseline known.json", 0],
  ["lint bad.yaml --fix", 0],
  ["signatures build nowhere -o signatures.json", 3],
  ["signatures update --from nowhere", 5],
  ["rules", 0],
  ["rules yaml/syntax", 0],
  ["checks", 0],
  ["schema site", 0],
  // Puppet has not written the login yet.
  ["schema plan", 3],
  ["completion bash", 0],
  ["pull", 0],
  ["plan", 0],
  ["plan -o next.plan.json --exit-code", 1],
  ["plan --diff side-by-side", 0],
  ["report", 2],
  ["push", 2],
  ["push next.plan.json --yes", 0],
  ["push --yes", 0],
  ["pull -o pulled.yaml", 0],
  ["agent run", 0],
  ["agent status", 0],
  // The embedded sandbox has no Cassandra.
  ["schema apply --yes", 5],
  ["agent logs", 0],
  ["agent attach", 2],
  ["smoke --window 0", 0],
  ["smoke --window 0 -f tap", 2],
  ["smoke http://127.0.0.1:1/v1/", 5],
  ["smoke --cleanup none", 2],
  ["deploy --window 0", 2],
  ["deploy --window 0 --yes", 0],
  ["report", 0],
  ["--nonsense", 2],
  ["agent", 2],
  ["sandbox down --dir box", 0],
];

describe("with --json", () => {
  needs("ssh")(
    "stdout of every command is one document that ends in a newline, errors too",
    async () => {
      const wrong: string[] = [];
      for (const [line, exitCode] of lines) {
        const ended = await kaskctl(line);
        const mistake = mistakeIn(ended, line);
        if (mistake !== undefined || ended.exitCode !== exitCode) {
          wrong.push(`${line}: exit code ${ended.exitCode}, ${mistake}, ${ended.stderr}`);
        }
      }
      expect(wrong).toEqual([]);
      const untold = commands.filter(({ name }) => !lines.some(([line]) => line.startsWith(name)));
      expect(untold.map(({ name }) => name)).toEqual([]);
    },
  );
});

function mistakeIn({ stdout }: Ended, line: string): string | undefined {
  if (!stdout.endsWith("\n")) return "no newline at the end";
  try {
    const document = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
    // A JSON Schema is a document of another kind.
    const isOurs = line === "schema site" || document["schema_version"] === 1;
    return isOurs ? undefined : `schema_version ${String(document["schema_version"])}`;
  } catch (error) {
    return `${String(error)}: ${stdout.slice(0, 200)}`;
  }
}
