import { kaskSettings } from "../../service/contract/config-schema.ts";
import { type Metric, metrics, ownMetrics } from "../../service/contract/metrics.ts";
import { problems } from "../../service/contract/problems.ts";
import { type ServiceSetting, serviceSettings } from "../../service/contract/service-settings.ts";
import { code, page, table } from "./markdown.ts";

const places = { process: "top", store: "top, entry", entry: "entry" } as const satisfies Record<
  ServiceSetting["scope"],
  string
>;

/** The reference page of kask: its settings, problems and metrics. */
export function kaskPage(): string {
  const settings = kaskSettings.map((setting) => [
    code(setting.path.join(".")),
    setting.unit ? `${setting.type}, ${setting.unit}` : setting.type,
    code(JSON.stringify(setting.default)),
    setting.since ? `${setting.description} Since ${setting.since}.` : setting.description,
  ]);
  const ownSettings = serviceSettings.map((setting) => [
    code(setting.path.join(".")),
    setting.unit ? `${setting.type}, ${setting.unit}` : setting.type,
    code(JSON.stringify(setting.default)),
    places[setting.scope],
    setting.description,
  ]);
  const answers = Object.values(problems).map(({ status, title, detail, type }) => [
    String(status),
    title,
    detail,
    code(type),
  ]);
  return page(
    "kask",
    "`service/contract`",
    "How to [run it](../how-to/run-kask.md).",
    "## Settings",
    "The file that `--config` names. Settings that Kask does not know are passed over, and named in one warning at start.",
    table(["setting", "type", "default", "meaning"], settings),
    "## Settings of this service",
    "Wikimedia's Kask passes them over. They stand at the top of the file or in an entry of `stores`, where the settings of Kask that concern a store may stand, too.",
    table(["setting", "type", "default", "where", "meaning"], ownSettings),
    "## Problems",
    "The body of every answer that is a no: JSON with `type`, `title`, `detail` and `instance`.",
    table(["status", "title", "detail", "type"], answers),
    "## Metrics",
    "Kask's own:",
    metricTable(Object.values(metrics)),
    "Beside them; with several stores, what concerns one has a label `store`:",
    metricTable(Object.values(ownMetrics)),
    "The metrics `process_*` and `nodejs_*` are those of prom-client. With several workers each is the sum of all, or the average where a sum would mean nothing.",
  );
}

function metricTable(rows: readonly Metric[]): string {
  return table(
    ["name", "type", "labels", "help"],
    rows.map(({ name, type, help, labels }) => [
      code(name),
      type,
      labels.map(code).join(", "),
      help,
    ]),
  );
}
