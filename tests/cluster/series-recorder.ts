import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alertRules, metricsIn } from "../support/alert-rules.ts";
import {
  inputSeries,
  parseSample,
  type RecordedSeries,
  seriesFolder,
} from "../support/recorded-series.ts";
import { ask } from "../support/running-kask.ts";

/** How often the metrics are read, in seconds. */
export const scrapeSeconds = 5;

/** The metrics of a Kask as Prometheus would have them. */
export interface SeriesRecorder {
  /** What is read from now on; undefined: nobody answers. */
  turnTo(port: number | undefined): void;
  /** Ends it, and keeps what was read under a name, with other words in place of some. */
  keep(name: string, words: ReadonlyMap<string, string>): void;
}

/** Reads the metrics that the alert rules name, until it is ended. */
export function recordSeries(firstPort: number): SeriesRecorder {
  const wanted = new Set(alertRules().flatMap(({ expr }) => metricsIn(expr)));
  const scrapes: (ReadonlyMap<string, string> | undefined)[] = [];
  let port: number | undefined = firstPort;
  const scrape = async (): Promise<void> => {
    const place = scrapes.push(undefined) - 1;
    if (port === undefined) return;
    const answer = await ask(port, "GET", "/metrics").catch(() => undefined);
    if (answer?.status !== 200) return;
    const samples = answer.body.toString().split("\n").flatMap(parseSample);
    scrapes[place] = new Map(
      samples
        .filter(({ metric }) => wanted.has(metric))
        .map(({ series, value }) => [series, value]),
    );
  };
  void scrape();
  const timer = setInterval(() => void scrape(), scrapeSeconds * 1000);
  return {
    turnTo(next) {
      port = next;
    },
    keep(name, words) {
      clearInterval(timer);
      const recorded: RecordedSeries = {
        interval: `${scrapeSeconds}s`,
        input_series: inputSeries(scrapes),
      };
      const text = [...words].reduce(
        (said, [word, other]) => said.replaceAll(word, other),
        `${JSON.stringify(recorded, undefined, 1)}\n`,
      );
      mkdirSync(seriesFolder, { recursive: true });
      writeFileSync(join(seriesFolder, `${name}.json`), text);
    },
  };
}
