import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith, lint } from "./lint-support.ts";

const template = join(import.meta.dirname, "../../../hiera-templates/sessionstore");

const site = (services: string, more = "") => `contexts:
  beta:
    cloud: visits
    project: 0123456789abcdef0123456789abcdef
    project_name: visits
    domain: eqiad1.wikimedia.cloud
services:
${services}${more}`;

const service = (name: string, host: string, roles: string) => `  ${name}:
    template: ${template}
    hosts: ${host}
    prefix: ${name}
    roles: ${roles}
    values: { cassandra_password: of-our-own }
`;

const both = "[role::beta::cassandra, role::beta::docker_services]";
const docker = "[role::beta::docker_services]";
const words = ["-f", "compact", "--rule", "puppet/missing-required=off"];

describe("lint without a path", () => {
  test("judges each service by the roles and hosts that the site says", async () => {
    const services = service("a", "[a01]", both) + service("b", "[b01, b02]", docker);
    const folder = folderWith({ "kaskctl.yaml": site(services) });
    const { exitCode, stdout } = await lint(folder, words);
    expect(stdout).toMatch(/^b \(rendered\):\d+:\d+: error: .* \[roles\/missing\]\n$/u);
    expect(exitCode).toBe(1);
  });

  test("explains with the roles that the site gives a service", async () => {
    const folder = folderWith({ "kaskctl.yaml": site(service("a", "[a01]", both)) });
    const { stdout } = await lint(folder, ["--explain-pipeline"]);
    expect(stdout).toContain(
      "  roles:\n  - role::beta::cassandra\n  - role::beta::docker_services\n",
    );
  });

  test("tells of no override that changes something for one service only", async () => {
    const override = (project: string, rule: string) => `    - projects: [${project}]
      rules: { ${rule}: off }
      reason: it is so
`;
    const id = "0123456789abcdef0123456789abcdef";
    const more = `lint:
  overrides:
${override(id, "roles/missing")}${override(id, "yaml/truthy")}`;
    const services = service("a", "[a01]", both) + service("b", "[b01]", docker);
    const folder = folderWith({ "kaskctl.yaml": site(services, more) });
    const { exitCode, stdout, stderr } = await lint(folder, words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr.match(/changes nothing/gu)).toHaveLength(1);
  });
});

test.each([
  ["no site file", {}, "site-missing"],
  ["a site file with lint alone", { "kaskctl.yaml": "lint: {}\n" }, "site-invalid"],
])("without a path and with %s it says that a path may be meant", async (_, files, code) => {
  await expect(lint(folderWith(files), [])).rejects.toMatchObject({
    code,
    hint: expect.stringMatching(/^Name a file or a folder to lint, or - for stdin/u),
  });
});

test("a text that would publish a secret is refused with a hint that lint understands", async () => {
  const text = site(service("a", "[a01]", both).replace("of-our-own", "{ env: PW }"));
  const folder = folderWith({ "kaskctl.yaml": text });
  await expect(lint(folder, [])).rejects.toMatchObject({
    code: "secret-published",
    hint: expect.stringMatching(/kaskctl render a \| kaskctl lint -$/u),
  });
});

test("the project of --host sets what its lower levels do, and is no other project", async () => {
  const text = "profile::cassandra::instances: {}\n";
  const folder = folderWith({ "x.yaml": text });
  const found = async (fqdn: string) => {
    const { stdout } = await lint(folder, [
      "x.yaml",
      ...["-f", "compact", "--host", fqdn, "--role", "role::beta::cassandra"],
    ]);
    return stdout.match(/puppet\/missing-required/gu)?.length ?? 0;
  };
  expect(await found("a01.deployment-prep.eqiad1.wikimedia.cloud")).toBe(0);
  expect(await found("a01.visits.eqiad1.wikimedia.cloud")).toBe(3);
});
