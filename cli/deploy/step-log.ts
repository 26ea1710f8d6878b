import { KaskctlError } from "../base/errors.ts";
import type { Clock } from "../base/world.ts";
import { type Step, type StepName, stepNames } from "./deploy-report.ts";

/** Told when a step starts and when it ends, so that a person can follow. */
export interface StepListener {
  started(name: StepName): void;
  ended(step: Step): void;
}

/** What the steps of a deploy did so far, with their times. */
export class StepLog {
  readonly #steps: Step[] = [];
  readonly #clock: Clock;
  readonly #listener: StepListener;

  constructor(clock: Clock, listener: StepListener) {
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Does one step and notes how it went; `summarise` says what came of it in a sentence. */
  async do<Result>(
    name: StepName,
    work: () => Promise<Result>,
    summarise: (result: Result) => string,
  ): Promise<Result> {
    const startedAt = this.#clock.now();
    this.#listener.started(name);
    const end = (status: Step["status"], summary: string): void => {
      const seconds = (this.#clock.now() - startedAt) / 1000;
      const step = { name, status, seconds, summary };
      this.#steps.push(step);
      this.#listener.ended(step);
    };
    try {
      const result = await work();
      end("done", summarise(result));
      return result;
    } catch (error) {
      end("failed", error instanceof KaskctlError ? error.message : String(error));
      throw error;
    }
  }

  /** Every step in its order; what was not reached is skipped. */
  steps(): readonly Step[] {
    return stepNames.map(
      (name) =>
        this.#steps.find((step) => step.name === name) ?? {
          name,
          status: "skipped",
          seconds: 0,
          summary: "Not reached.",
        },
    );
  }
}
