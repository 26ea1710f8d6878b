import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../scripts/support/root.ts";
import { alertFaults } from "../support/alert-faults.ts";
import { alertRules, alertRulesFile, metricsIn } from "../support/alert-rules.ts";
import { runProcess } from "../support/programs.ts";
import { type RecordedSeries, seriesFolder } from "../support/recorded-series.ts";
import { needs } from "../support/requires.ts";
import { type RunningKask, startKask } from "../support/running-kask.ts";

const page = readFileSync(join(root, "docs/how-to/kask-alerts.md"), "utf8");
const rules = alertRules();

let folder = "";
let kask: RunningKask;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kask-alerts-"));
  kask = await startKask();
});
afterAll(async () => {
  await kask.close();
  await rm(folder, { recursive: true });
});

/** The names of what `/metrics` declares, with the parts of each histogram. */
async function publishedMetrics(): Promise<ReadonlySet<string>> {
  const text = (await kask.ask("GET", "/metrics")).body.toString();
  const names = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = "", type]) =>
    type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
  // Prometheus' own.
  return new Set([...names, "up"]);
}

async function promtool(...words: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await runProcess("promtool", words);
  expect({ exitCode, said: exitCode === 0 ? "" : stdout + stderr }).toEqual({
    exitCode: 0,
    said: "",
  });
}

describe("the alert rules", () => {
  needs("promtool")("are what Prometheus takes", () => promtool("check", "rules", alertRulesFile));

  test("name only metrics that Kask publishes", async () => {
    const published = await publishedMetrics();
    const named = rules.flatMap(({ expr }) => metricsIn(expr));
    expect(named.length).toBeGreaterThan(rules.length);
    expect(named.filter((name) => !published.has(name))).toEqual([]);
  });

  test("say in each what is wrong, what to do, and where to read on", () => {
    const headings = [...page.matchAll(/^## (Kask\w+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(rules.map(({ alert }) => alert));
    for (const { alert, annotations } of rules) {
      expect(Object.keys(annotations)).toEqual(["summary", "description", "runbook"]);
      expect(annotations["runbook"]).toBe(`docs/how-to/kask-alerts.md#${alert.toLowerCase()}`);
    }
  });

  for (const { name, title, alerts } of alertFaults) {
    const fires = alerts.length === 0 ? "nothing" : alerts.join(", ");
    needs("promtool")(`let fire ${fires} in this fault: ${title}`, async () => {
      const file = join(folder, `${name}.yaml`);
      await writeFile(file, JSON.stringify(testOf(name, alerts)));
      await promtool("test", "rules", file);
    });
  }

  test("have each a fault in which they fire", () => {
    const fired = new Set(alertFaults.flatMap(({ alerts }) => alerts));
    expect(rules.map(({ alert }) => alert).filter((alert) => !fired.has(alert))).toEqual([]);
  });

  test("have a page that tells which fire in which fault", () => {
    const rows = alertFaults.map(
      ({ title, alerts }) => `| ${title} | ${alerts.join(", ") || "none"} |\n`,
    );
    expect(page).toContain(`| --- | --- |\n${rows.join("")}\n`);
  });
});

/** What fired at any time of a recording is asked at its end. */
function testOf(name: string, alerts: readonly string[]): object {
  const recorded: RecordedSeries = JSON.parse(
    readFileSync(join(seriesFolder, `${name}.json`), "utf8"),
  );
  return {
    rule_files: [alertRulesFile],
    evaluation_interval: recorded.interval,
    tests: [
      {
        ...recorded,
        promql_expr_test: [
          {
            expr: 'group by (alertname) (last_over_time(ALERTS{alertstate="firing"}[1h]))',
            eval_time: "30m",
            exp_samples: alerts.map((alert) => ({
              labels: `{alertname="${alert}"}`,
              value: 1,
            })),
          },
        ],
      },
    ],
  };
}

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}

describe("the dashboard", () => {
  const text = readFileSync(join(root, "docs/grafana/kask.json"), "utf8");
  const queries = (JSON.parse(text) as Dashboard).panels.flatMap(({ targets }) =>
    targets.map(({ expr }) => expr),
  );

  test("names only metrics that Kask publishes", async () => {
    const published = await publishedMetrics();
    const named = queries.flatMap(metricsIn);
    expect(named.length).toBeGreaterThanOrEqual(queries.length);
    expect(named.filter((name) => !published.has(name))).toEqual([]);
  });

  test("shows every metric of our own", async () => {
    const ours = [...(await publishedMetrics())].filter((name) => /^kask_/.test(name));
    const shown = new Set(queries.flatMap(metricsIn));
    const parts = /_(?:bucket|sum|count)$/;
    const missing = ours.filter((name) => !parts.test(name) && !shown.has(name));
    expect(missing).toEqual([]);
  });

  needs("promtool")("has only queries that Prometheus takes", async () => {
    const file = join(folder, "dashboard.yaml");
    const asRules = queries.map((query, index) => ({
      record: `query:number${index}`,
      expr: query.replaceAll("$__rate_interval", "1m").replaceAll(/\$\w+/g, "any"),
    }));
    await writeFile(file, JSON.stringify({ groups: [{ name: "dashboard", rules: asRules }] }));
    await promtool("check", "rules", file);
  });
});
