import { KaskctlError } from "../base/errors.ts";
import type { SmokeOptions } from "../smoke/run-smoke.ts";
import type { CommandOption } from "./command.ts";

type Options = Readonly<Record<string, unknown>>;

/** How long the service is watched. systemd restarts after 10 s: two restarts fit into 25 s. */
export const windowOption: CommandOption = {
  flags: "--window <seconds>",
  description: "how long the unit must stay the same",
  default: "25",
};

/** After a deploy: a pull, a slow start and a restart fit into it. */
export const deployReadyMs = 180_000;

/** For a service that should be up already. */
export const serviceReadyMs = 30_000;

/** For a URL, which may be mistyped. */
export const urlReadyMs = 5000;

/** The options of `smoke` as the room takes them. */
export function smokeOptions(options: Options, readyTimeoutMs: number): SmokeOptions {
  return {
    readOnly: options["readOnly"] === true,
    only: ids(options["only"]),
    skip: ids(options["skip"]),
    windowMs: windowMs(options["window"]),
    readyTimeoutMs,
  };
}

function ids(words: unknown): readonly string[] {
  return typeof words === "string" ? words.split(",").filter((id) => id !== "") : [];
}

/** @throws {KaskctlError} wrong-use */
function windowMs(seconds: unknown): number {
  const value = /^\d+(\.\d+)?$/.test(String(seconds)) ? Number(seconds) : Number.NaN;
  if (value <= 600) return value * 1000;
  throw new KaskctlError(
    "wrong-use",
    `Cannot watch the unit for ${JSON.stringify(seconds)} seconds.`,
    {
      hint: "--window takes 0 to 600 seconds.",
    },
  );
}
