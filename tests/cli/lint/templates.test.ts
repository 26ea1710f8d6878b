import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lintText } from "../../../cli/lint/lint.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { renderService } from "../../../cli/render/render.ts";
import { loadTemplate } from "../../../cli/render/template.ts";

const folder = join(import.meta.dirname, "../../../hiera-templates");
const host = "deployment-visits01.deployment-prep.eqiad1.wikimedia.cloud";

async function findingsOf(template: string, sets: readonly string[]) {
  const { text } = await renderService({
    template: await loadTemplate(template, folder),
    hosts: [host],
    values: {},
    sets,
    publish: "all",
    resolveSecret: () => Promise.reject(new Error("No secret was to be resolved.")),
  });
  const found = lintText({
    text,
    file: "x.yaml",
    target: "horizon",
    rules,
    host: { fqdns: [host], project: "deployment-prep" },
  });
  return found.map(({ severity, rule }) => `${severity} ${rule}`);
}

describe("a template as it comes", () => {
  test.each([
    ["sessionstore", ["warning secret/default-credentials"]],
    ["echostore", ["warning secret/default-credentials"]],
    ["cassandra", []],
  ])("%s has no finding but that of its default password", async (template, findings) => {
    expect(await findingsOf(template, [])).toEqual(findings);
  });

  test.each([
    ["listen_port=8081", "error service/port-differs"],
    ["listen_address=localhost", "error service/listen-loopback"],
    ["version=v9.9.9", "warning kask/image-home"],
    ["docker_engine_version=1", "warning service/obsolete-key"],
  ])("with %s is found out", async (set, finding) => {
    const findings = await findingsOf("sessionstore", [set, "cassandra_password=of-our-own"]);
    expect(findings).toContain(finding);
  });
});
