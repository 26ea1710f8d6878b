import { describe, expect, test } from "vitest";
import { type Evidence, judge } from "../../../cli/agent/judge.ts";
import { parseSummary, type RunSummary } from "../../../cli/agent/parse-summary.ts";

const startedAt = 1000;
const fine: RunSummary = {
  lastRun: 1010,
  total: 50,
  changed: 0,
  failed: 0,
  failedToRestart: 0,
  failures: 0,
  configVersion: "abc",
};

const cannotRetrieve = "Error: Could not retrieve catalog from remote server: ";
const skipped = [
  "Warning: Not using cache on failed catalog",
  "Error: Could not retrieve catalog; skipping run",
];

const cases: readonly (readonly [string, Partial<Evidence>, string, RegExp])[] = [
  ["no change", {}, "unchanged", /as it should be/],
  ["changes", { summary: { ...fine, changed: 3 } }, "changed", /^3 resources changed\.$/],
  [
    "a run in the second of its start",
    { summary: { ...fine, lastRun: startedAt } },
    "unchanged",
    /./,
  ],
  [
    "failed resources behind exit code 0",
    { summary: { ...fine, failed: 1 } },
    "applied-with-failures",
    /^1 resource failed\.$/,
  ],
  [
    "failed events behind exit code 0",
    { summary: { ...fine, failures: 2 } },
    "applied-with-failures",
    /failed/,
  ],
  [
    "a restart that failed",
    { summary: { ...fine, failedToRestart: 1 } },
    "applied-with-failures",
    /failed/,
  ],
  [
    "an exit code that the summary does not explain",
    { exitCode: 1, log: ["Error: Could not send report: x"] },
    "applied-with-failures",
    /exit code 1: Could not send report: x/,
  ],
  [
    "a catalog that did not compile",
    {
      exitCode: 1,
      summary: { ...fine, total: 0 },
      log: [
        `${cannotRetrieve}Error 500 on SERVER: Server Error: Evaluation Error: boom on node a`,
        ...skipped,
      ],
    },
    "compile-failed",
    /^Evaluation Error: boom on node a$/,
  ],
  [
    "a server that cannot reach another one",
    {
      exitCode: 1,
      summary: undefined,
      log: [
        `${cannotRetrieve}Error 500 on SERVER: Server Error: Failed to open TCP connection to x:1`,
      ],
    },
    "compile-failed",
    /TCP connection/,
  ],
  [
    "a server that is away",
    {
      exitCode: 1,
      summary: { ...fine, lastRun: 900 },
      log: [
        `${cannotRetrieve}Failed to open TCP connection to puppet:8140 (Connection refused)`,
        ...skipped,
      ],
    },
    "server-unreachable",
    /Connection refused/,
  ],
  [
    "a server whose name does not resolve",
    {
      exitCode: 1,
      summary: undefined,
      log: [
        "Error: Request to https://puppet:8140/puppet/v3 failed after 0.01 seconds: getaddrinfo: Name or service not known",
      ],
    },
    "server-unreachable",
    /getaddrinfo/,
  ],
  [
    "a certificate that nobody signed",
    {
      exitCode: 1,
      summary: undefined,
      log: [
        "Info: Certificate for a.example has not been signed yet",
        "Couldn't fetch certificate from CA server; you might still need to sign this agent's certificate (a.example).",
        "Exiting now because the waitforcert setting is set to 0.",
      ],
    },
    "certificate-problem",
    /`puppetserver ca sign --certname a\.example`/,
  ],
  [
    "a certificate that was signed while the agent waited for it",
    {
      log: [
        "Couldn't fetch certificate from CA server; you might still need to sign this agent's certificate (a.example).",
      ],
    },
    "unchanged",
    /as it should be/,
  ],
  [
    "a certificate that was signed meanwhile, and a catalog that does not compile",
    {
      exitCode: 1,
      summary: undefined,
      log: [
        "Couldn't fetch certificate from CA server; you might still need to sign this agent's certificate (a.example).",
        `${cannotRetrieve}Error 500 on SERVER: Server Error: Evaluation Error: no such class`,
      ],
    },
    "compile-failed",
    /no such class/,
  ],
  [
    "a certificate of another authority",
    {
      exitCode: 1,
      summary: undefined,
      log: [
        `${cannotRetrieve}SSL_connect returned=1 errno=0 state=error: certificate verify failed`,
      ],
    },
    "certificate-problem",
    /verify failed/,
  ],
  [
    "a certificate of another key",
    {
      exitCode: 1,
      summary: undefined,
      log: ["Error: The certificate for 'CN=a' does not match its private key"],
    },
    "certificate-problem",
    /private key/,
  ],
  [
    "a clock that is years behind",
    {
      exitCode: 1,
      summary: undefined,
      log: [
        "Error: The CRL issued by 'CN=Puppet CA: puppet' is not yet valid, verify time is synchronized",
      ],
    },
    "certificate-problem",
    /not yet valid/,
  ],
  [
    "Puppet being disabled in between",
    {
      exitCode: 1,
      log: [
        "Notice: Skipping run of Puppet configuration client; administratively disabled (Reason: 'T1 - bob');",
        "Use 'puppet agent --enable' to re-enable.",
      ],
    },
    "disabled",
    /T1 - bob/,
  ],
  [
    "another run that does not end",
    {
      exitCode: 1,
      lockedBy: 4711,
      log: ["Waited 120 seconds and a preceding puppet run is still ongoing, aborting"],
    },
    "lock-timeout",
    /^Process 4711 .* 120 seconds/,
  ],
  [
    "another run that took the lock",
    {
      exitCode: 1,
      log: ["Notice: Run of Puppet configuration client already in progress; skipping  (x exists)"],
    },
    "lock-timeout",
    /same moment/,
  ],
  [
    "a success of an earlier run",
    { exitCode: 0, summary: { ...fine, lastRun: startedAt - 1 }, log: [] },
    "compile-failed",
    /no summary of this run/,
  ],
  [
    "a summary without any resource",
    { summary: { ...fine, total: 0 } },
    "compile-failed",
    /without any resource/,
  ],
  [
    "a missing program",
    { exitCode: 127, summary: undefined, log: ["sh: 6: run-puppet-agent: not found"] },
    "compile-failed",
    /exit code 127 .* not found/,
  ],
  ["a run that was killed", { exitCode: undefined, summary: undefined }, "lost", /killed/],
];

describe("the judge of a Puppet run", () => {
  test.each(cases)("sees %s", (_title, change, outcome, detail) => {
    const evidence: Evidence = {
      exitCode: 0,
      summary: fine,
      log: [],
      startedAt,
      lockedBy: undefined,
      ...change,
    };
    const judgement = judge(evidence);
    expect(judgement.outcome).toBe(outcome);
    expect(judgement.detail).toMatch(detail);
  });

  test("names the resources that failed, each once, with its place", () => {
    const log = [
      "Error: Systemd start for kask failed!",
      "Error: /Stage[main]/Profile::Docker::Runner/Service::Docker[mediawiki-services-kask]/Systemd::Service[kask]/Service[kask]/ensure: change from 'stopped' to 'running' failed: Systemd start for kask failed! (corrective) (file: /etc/puppet/modules/systemd/manifests/service.pp, line: 73)",
      "Error: /Stage[main]/X/Service[kask]: Failed to call refresh: again",
      "Error: /Stage[main]/X/File[/etc/a b.yaml]: Could not evaluate: no space left",
      "Error: Exec[x]: it failed",
      "Warning: /Stage[main]/X/Exec[y]: Skipping because of failed dependencies",
    ];
    const { failedResources } = judge({
      exitCode: 0,
      summary: { ...fine, failed: 3 },
      log,
      startedAt,
      lockedBy: undefined,
    });
    expect(failedResources).toEqual([
      {
        resource: "Service[kask]",
        file: "/etc/puppet/modules/systemd/manifests/service.pp",
        line: 73,
        message:
          "change from 'stopped' to 'running' failed: Systemd start for kask failed! (corrective)",
      },
      {
        resource: "File[/etc/a b.yaml]",
        file: undefined,
        line: undefined,
        message: "Could not evaluate: no space left",
      },
      { resource: "Exec[x]", file: undefined, line: undefined, message: "it failed" },
    ]);
  });
});

describe("a run summary", () => {
  test("is read as Puppet writes it", () => {
    const text = `---
version:
  config: 1a2b (1700000000)
  puppet: 7.23.0
resources:
  changed: 2
  failed: 1
  failed_to_restart: 0
  total: 60
time:
  total: 3.5
  last_run: 1700000000
changes:
  total: 2
events:
  failure: 1
`;
    expect(parseSummary(text)).toEqual({
      lastRun: 1_700_000_000,
      total: 60,
      changed: 2,
      failed: 1,
      failedToRestart: 0,
      failures: 1,
      configVersion: "1a2b (1700000000)",
    });
  });

  test.each(["", "---\n", "x: [", "- 1", "time: {last_run: soon}"])("%j is none", (text) => {
    expect(parseSummary(text)).toBeUndefined();
  });
});
