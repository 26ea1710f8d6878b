import type { DeployReport } from "../../../cli/deploy/deploy-report.ts";
import type { Answer } from "../../../cli/smoke/check.ts";

const host = "deployment-sessionstore02.deployment-prep.eqiad1.wikimedia.cloud";
const image = "docker-registry.wikimedia.org/wikimedia/mediawiki-services-kask:v1.0.10";

const text = `profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      base_uri: /sessions/v1
      cassandra:
        authentication:
          password: cassandra
          username: cassandra
      listen_port: 8080
    namespace: wikimedia
    port: 8080
    version: v1.0.10
`;

const latency = (p50: number) => ({ n: 2, p50, p90: p50 * 1.4, p99: p50 * 1.4, max: p50 * 1.4 });

const passed = (id: string, asks: string, data: Answer["data"] = {}): Answer => ({
  id,
  host,
  status: "pass",
  seconds: 0.012,
  asks,
  data,
});

const answers: readonly Answer[] = [
  passed("healthz", "Does /healthz answer with what was built?", {
    version: "v1.0.10",
    latency_ms: { read: latency(0.8) },
  }),
  passed("binary", "Do bytes of every kind come back unchanged?", {
    latency_ms: { create: latency(4.4), read: latency(2.1), delete: latency(1.6) },
  }),
  passed(
    "crud",
    "Does a value come back as it was stored, change when overwritten, and go when deleted?",
    {
      latency_ms: { create: latency(3.1), read: latency(1.9), delete: latency(1.5) },
    },
  ),
  {
    id: "problems",
    host,
    status: "warn",
    seconds: 0.2,
    asks: "Are a missing value and a malformed request answered with Kask's problems?",
    actual:
      "GET /sessions/v1/kaskctl:smoke:7q2f:3 got no answer: connection reset; the second try did",
    data: { flaky: ["GET /sessions/v1/kaskctl:smoke:7q2f:3 got no answer: connection reset"] },
  },
  passed("image-tag", "Does the container run the image that was asked for?", { image }),
  passed("unit", "Does the service run, and stay up?", { window_seconds: 25 }),
];

/** A deploy that went well, with one warning. */
export const doneReport: DeployReport = {
  id: "20261122-111444-7q2f",
  startedAt: "2026-11-22T11:14:44.123Z",
  seconds: 41.3,
  context: "beta",
  service: "sessionstore",
  outcome: "done",
  exitCode: 0,
  failure: undefined,
  steps: [
    { name: "render", status: "done", seconds: 0.05, summary: "12 lines of Hiera text." },
    { name: "lint", status: "done", seconds: 0.1, summary: "1 warning." },
    { name: "plan", status: "done", seconds: 0.9, summary: "2 changes on 1 host." },
    { name: "push", status: "done", seconds: 0.6, summary: "The ENC holds what was written." },
    { name: "agent", status: "done", seconds: 12.3, summary: "1 host changed." },
    { name: "smoke", status: "done", seconds: 27.2, summary: "6 checks passed, 1 with a warning." },
  ],
  text,
  findings: [
    {
      rule: "secret/default-credentials",
      severity: "warning",
      file: "sessionstore (rendered)",
      line: 7,
      column: 21,
      endLine: 7,
      endColumn: 30,
      message: "The password of Cassandra's superuser is the one that everybody knows.",
      help: "Create a role of its own, and keep its password in the private hierarchy.",
      path: ["profile::docker::runner::service_defs", "mediawiki-services-kask", "config"],
      url: "https://example.org/rules/secret/default-credentials",
    },
  ],
  plan: {
    id: "beta-sessionstore-7q2f",
    createdAt: "2026-11-22T11:14:45Z",
    context: "beta",
    service: "sessionstore",
    prefixes: [
      {
        prefix: "deployment-sessionstore",
        base: { text: undefined, roles: [], sha256: "4f0c" },
        next: {
          text,
          roles: ["role::beta::cassandra", "role::beta::docker_services"],
          sha256: "81ac",
        },
        changed: true,
      },
    ],
    changes: [
      {
        op: "replace",
        layer: "raw",
        path: ["profile::docker::runner::service_defs", "mediawiki-services-kask", "version"],
        before: "v1.0.9",
        after: "v1.0.10",
      },
      {
        op: "add",
        layer: "effective",
        path: ["profile::cassandra::instances"],
        after: { [host]: {} },
      },
      {
        op: "replace",
        layer: "rendered",
        path: [
          "/etc/mediawiki-services-kask/config.yaml",
          "cassandra",
          "authentication",
          "password",
        ],
        before: "digest:1f4a",
        after: "digest:9c07",
      },
    ],
    hosts: [{ fqdn: host, image, restarts: true }],
    findings: [],
  },
  agent: [
    {
      id: "7q2f-02",
      host,
      outcome: "changed",
      detail: "Puppet changed 5 resources.",
      ok: true,
      startedAt: "2026-11-22T11:14:47Z",
      seconds: 12.1,
      changed: 5,
      failed: 0,
      failedResources: [],
      logFile: "/home/alice/.local/state/kaskctl/runs/7q2f-02.log",
    },
  ],
  programs: [
    {
      host,
      versions: { puppet: "7.23.0", docker: "20.10.24+dfsg1", sshd: "9.2" },
      image: `${image.replace(":v1.0.10", "")}@sha256:616359fd28cc`,
    },
  ],
  smoke: answers,
};

/** The same deploy, with an agent run and checks that did not go well. */
export const failedReport: DeployReport = {
  ...doneReport,
  outcome: "failed",
  exitCode: 1,
  failure: {
    code: "smoke-failed",
    message: `Cannot call sessionstore deployed on ${host}: 2 checks failed.`,
    hint: "kaskctl agent logs --service sessionstore, and look at the log below.",
  },
  steps: doneReport.steps.map((step) =>
    step.name === "smoke"
      ? { ...step, status: "failed", summary: "1 check failed, 1 could not be asked." }
      : step,
  ),
  agent: [
    {
      ...(doneReport.agent[0] as (typeof doneReport.agent)[number]),
      outcome: "applied-with-failures",
      detail: "Puppet applied the catalog, but 1 resource failed.",
      ok: false,
      failed: 1,
      failedResources: [
        {
          resource: "Service[mediawiki-services-kask]",
          file: "/srv/puppet/modules/service/manifests/docker.pp",
          line: 118,
          message: "Systemd start for mediawiki-services-kask failed!",
        },
      ],
    },
  ],
  smoke: [
    {
      id: "healthz",
      host,
      status: "error",
      seconds: 180,
      asks: "Does Kask come up?",
      expected: "GET /healthz → 200, three times in a row",
      actual:
        "not within 180 s and 41 tries; last: GET /healthz got no answer: the connection was closed before the answer",
      repeat: `ssh ${host} 'curl -sS -i --path-as-is http://127.0.0.1:8080/healthz'`,
      data: {
        log: [
          "Started Systemd runner for mediawiki-services-kask.",
          "Cannot read the config: no such file",
        ],
      },
    },
    {
      id: "binary",
      host,
      status: "fail",
      seconds: 0.01,
      asks: "Do bytes of every kind come back unchanged?",
      expected: "GET /sessions/v1/kaskctl:smoke:7q2f:1 → 256 bytes with SHA-256 40af",
      actual: "258 bytes with SHA-256 11aa, the first difference is at byte 128",
      repeat: `ssh ${host} 'curl -sS -i http://127.0.0.1:8080/sessions/v1/kaskctl:smoke:7q2f:1'`,
      data: {
        request_id: "3f0f7c1e-7f5e-4d1a-9a51-2f7c2f6f2a10",
        bytes: { offset: 128, expected_hex: "80818283", actual_hex: "efbfbdefbfbd" },
        latency_ms: { create: latency(4.4), read: latency(2.1) },
      },
    },
    {
      id: "crud",
      host,
      status: "skip",
      seconds: 0,
      asks: "Does a value come back?",
      actual: "Kask did not become ready",
    },
    passed("image-tag", "Does the container run the image that was asked for?", { image }),
  ],
};
