import { join } from "node:path";
import { root } from "../../scripts/support/root.ts";

/** Series as `promtool test rules` wants them. */
export interface RecordedSeries {
  /** Between two values of a series. */
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
}

/** Where the recorded ones lie, one file for each fault. */
export const seriesFolder: string = join(root, "tests/service/fixtures/alert-series");

/** A line of Prometheus' text format that is a sample: its metric, its series as Prometheus stores it, its value. */
export function parseSample(
  line: string,
): readonly { readonly metric: string; readonly series: string; readonly value: string }[] {
  const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (match === null) return [];
  const [, metric = "", labels, value = ""] = match;
  const all = [...(labels ? [labels] : []), ...scrapeLabels].join(",");
  return [{ metric, series: `${metric}{${all}}`, value }];
}

/** What Prometheus adds. */
const scrapeLabels = ['job="kask"', 'instance="kask:8080"'];

/** As Prometheus would have stored them: a scrape that failed (undefined) ends every series but `up`. */
export function inputSeries(
  scrapes: readonly (ReadonlyMap<string, string> | undefined)[],
): RecordedSeries["input_series"] {
  const names = new Set(scrapes.flatMap((scrape) => [...(scrape?.keys() ?? [])]));
  const up = scrapes.map((scrape) => (scrape === undefined ? "0" : "1"));
  return [
    { series: `up{${scrapeLabels.join(",")}}`, values: shortened(up) },
    ...[...names].map((series) => {
      const values = scrapes.map((scrape) => scrape?.get(series));
      return { series, values: shortened(values.map((value, at) => value ?? gap(values[at - 1]))) };
    }),
  ];
}

const gap = (before: string | undefined): string => (before === undefined ? "_" : "stale");

/** `5x3` is 5 and three more of it. */
function shortened(values: readonly string[]): string {
  const runs: { readonly value: string; more: number }[] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.value === value) last.more += 1;
    else runs.push({ value, more: 0 });
  }
  return runs.map(({ value, more }) => written(value, more)).join(" ");
}

function written(value: string, more: number): string {
  if (more === 0) return value;
  return value === "_" ? `_x${more + 1}` : `${value}x${more}`;
}
