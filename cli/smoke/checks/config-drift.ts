import { createHash } from "node:crypto";
import { askHost, commandFailed } from "../ask-host.ts";
import type { Check, TargetHost } from "../check.ts";
import { configDifferences, parseConfig } from "../config-differences.ts";
import { readHostFile } from "../host-commands.ts";
import { hostOf } from "../host-of.ts";

/** Enough to see what happened; all of them would bury the rest of the report. */
const shownDifferences = 5;

export const check: Check = {
  id: "config-drift",
  asks: "Does the configuration on the host say what was asked for?",
  why: "A host whose Puppet did not run, or was edited by hand, serves with settings nobody sees.",
  source: "operations-puppet/modules/service/manifests/docker.pp",
  since: "0.1.0",
  layer: "host",
  writes: false,

  async run(session) {
    const host = hostOf(session);
    const file = host.rendered.files.find(({ path }) => path.endsWith("/config.yaml"));
    if (file === undefined) {
      return { status: "skip", actual: "its configuration lies in a Docker volume" };
    }
    const found = await readConfig(host, file.path);
    if (found === undefined) return { status: "fail", expected: file.path, actual: "no such file" };
    const data = { expected_sha256: sha256(file.content), actual_sha256: sha256(found) };
    const differences = configDifferences(parseConfig(file.content), parseConfig(found));
    if (differences.length === 0) return { status: "pass", data };
    const rest = differences.length - shownDifferences;
    return {
      status: "fail",
      expected: `${file.path} as rendered`,
      actual: [
        ...differences.slice(0, shownDifferences),
        ...(rest > 0 ? [`${rest} more`] : []),
      ].join("; "),
      data: { ...data, differences },
    };
  },
};

async function readConfig(host: TargetHost, path: string): Promise<string | undefined> {
  const command = readHostFile(path);
  const answer = await askHost(host, command);
  if (answer.exitCode === 0) return answer.stdout;
  if (/no such file/iu.test(answer.stderr)) return undefined;
  throw commandFailed(host, command, answer);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
