import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../../cli/deploy/plan.ts";
import { planJson } from "../../../cli/report/plan-json.ts";
import { type DiffStyle, formatPlan, planSummary } from "../../../cli/report/plan-text.ts";

const host = "deployment-sessionstore02.deployment-prep.eqiad1.wikimedia.cloud";
const service = ["profile::docker::runner::service_defs", "mediawiki-services-kask"];
const image = "docker-registry.wikimedia.org/wikimedia/mediawiki-services-kask:v1.0.10";

const plan: Plan = {
  id: "beta-sessionstore-7q2fkd",
  createdAt: "2026-01-01T00:00:00.000Z",
  context: "beta",
  service: "sessionstore",
  prefixes: [
    {
      prefix: "deployment-sessionstore",
      base: { text: "a: 1\nb: 2\n", roles: [], sha256: "4f0c".repeat(16) },
      next: { text: "a: 1\nb: 3\n", roles: ["role::a"], sha256: "81ac".repeat(16) },
      changed: true,
      shown: { base: "a: 1\nb: 2\n", next: "a: 1\nb: 3\n" },
    },
  ],
  changes: [
    {
      op: "replace",
      layer: "raw",
      path: [...service, "version"],
      before: "v1.0.9",
      after: "v1.0.10",
    },
    { op: "add", layer: "raw", path: [...service, "config", "hosts", 1], after: "123" },
    { op: "remove", layer: "raw", path: ["other"], before: "two\nlines" },
    { op: "add", layer: "raw", path: ["roles"], after: "role::a", of: "role" },
    {
      op: "replace",
      layer: "effective",
      path: [...service, "version"],
      before: "v1.0.9",
      after: "v1.0.10",
    },
    { op: "add", layer: "rendered", path: ["/etc/kask/config.yaml", "ttl"], after: 5 },
  ],
  hosts: [{ fqdn: host, image, restarts: true }],
  findings: [],
  notes: ["No prefix of this plan reaches other01."],
};

function shown(style: DiffStyle, changes: Partial<Plan> = {}, verbose = false): string {
  return formatPlan({ ...plan, ...changes }, { style, verbose, color: false, width: 40 });
}

describe("a plan as text", () => {
  test("shows the layers by path, hosts, notes and counts", () => {
    expect(shown("text")).toBe(`Plan beta-sessionstore-7q2fkd for sessionstore  context beta
base  deployment-sessionstore  sha256:4f0c4f0c4f0c

text of deployment-sessionstore  4 changes
  profile::docker::runner::service_defs.mediawiki-services-kask
  ~ version: v1.0.9 → v1.0.10
  + config.hosts[1]: "123"
  other
  - "two\\nlines"
  roles
  + role::a

what Puppet sees  1 change
  profile::docker::runner::service_defs.mediawiki-services-kask
  ~ version: v1.0.9 → v1.0.10

files on the hosts  1 change
  /etc/kask/config.yaml
  + ttl: 5

hosts
  ${host}  ${image}  restarts

! No prefix of this plan reaches other01.

Plan: 2 to add, 1 to change, 1 to remove; 1 prefix, 1 host, 1 restart.
`);
  });

  test("says once what Puppet sees just as it is written", () => {
    const raw = plan.changes.filter(({ layer }) => layer === "raw");
    const changes = [...raw, ...raw.map((change) => ({ ...change, layer: "effective" as const }))];
    expect(shown("text", { changes })).toContain(
      "what Puppet sees  4 changes\n  the same as in the text",
    );
  });

  test("counts the lines of a new file, and shows two long values below each other", () => {
    const file = "/lib/systemd/system/kask.service";
    const line = { layer: "rendered", path: [file, 1] } as const;
    const whole = [1, 2].map(
      (number) => ({ ...line, op: "add", path: [file, number], after: "x" }) as const,
    );
    expect(shown("text", { changes: whole })).toContain(`  ${file}\n  + 2 lines\n`);
    const [before, after] = ["a".repeat(60), "b".repeat(60)];
    const long = [{ ...line, op: "replace", before, after }] as const;
    expect(shown("text", { changes: long })).toContain(
      `  ~ line 1:\n      - ${before}\n      + ${after}\n`,
    );
  });

  test("shows the lines of the text too when it is verbose", () => {
    expect(shown("text", {}, true)).toContain("@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n+b: 3\n");
  });

  test("names the places where a change is not everywhere", () => {
    const changes = plan.changes.slice(0, 1).map((change) => ({ ...change, on: ["one", "two"] }));
    expect(shown("text", { changes })).toContain("v1.0.10  (one, two)");
  });

  test("cannot be forged by a value or a key", () => {
    const changes = [
      { op: "add", layer: "raw", path: ["a\u001b[2Jb"], after: "\u001b[31m\u202eevil" },
    ] as const;
    const text = formatPlan(
      { ...plan, changes },
      { style: "text", verbose: true, color: false, width: 80 },
    );
    expect(text).not.toContain("\u001b");
    expect(text).not.toContain("\u202e");
  });

  test("has colours only where they are wanted", () => {
    const coloured = formatPlan(plan, { style: "text", verbose: false, color: true, width: 80 });
    expect(coloured).toContain("\u001b[33m  ~ version");
    expect(stripVTControlCharacters(coloured)).toBe(shown("text"));
  });

  test("says that nothing changes", () => {
    const prefixes = plan.prefixes.map((prefix) => ({ ...prefix, changed: false }));
    const nothing = { ...plan, prefixes, changes: [] };
    expect(planSummary(nothing)).toBe("No changes. The prefix holds this already, for 1 host.");
    expect(shown("side-by-side", nothing)).toContain("No changes.");
  });
});

describe("other styles", () => {
  test("structured has one line for each change", () => {
    const lines = shown("structured")
      .split("\n")
      .filter((line) => /^(raw|effective|rendered) /.test(line));
    expect(lines).toHaveLength(plan.changes.length);
    expect(lines[5]).toBe("rendered   + /etc/kask/config.yaml.ttl: 5");
    expect(lines[1]).toBe(`raw        + ${service.join(".")}.config.hosts[1]: "123"`);
  });

  test("side-by-side shows both texts and marks what differs", () => {
    expect(shown("side-by-side")).toContain(
      "a: 1                 a: 1\nb: 2               | b: 3\n",
    );
  });

  test("json is the list of changes", () => {
    expect(JSON.parse(shown("json"))).toEqual(plan.changes);
  });
});

test("a plan as JSON has the members that are promised, and no text", () => {
  const json = planJson(plan);
  expect(json).toMatchObject({
    schema_version: 1,
    id: "beta-sessionstore-7q2fkd",
    context: "beta",
    service: "sessionstore",
    prefix: "deployment-sessionstore",
    base: { sha256: "4f0c".repeat(16), absent: false },
    new: { sha256: "81ac".repeat(16) },
    hosts: [{ fqdn: host, image, restarts: true }],
    findings: [],
  });
  expect(JSON.parse(JSON.stringify(json)).changes).toEqual(plan.changes);
  expect(JSON.stringify(json)).not.toContain("b: 3");
});
