import type { Readable, Writable } from "node:stream";
import { askDaemon, type ControlRequest } from "../control.ts";
import type { Instance } from "../instance.ts";

/** What a stand-in is started with. */
export interface StandInIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Aborted by SIGTERM; without one the process just ends. */
  readonly signal?: AbortSignal;
}

/** What a stand-in sees: its instance, and its streams. */
export interface StandInContext extends StandInIo {
  readonly instance: Instance;
}

/** A program that stands in for one of a real instance: words in, exit code out. */
export type StandIn = (args: readonly string[], context: StandInContext) => Promise<number>;

type WithoutInstance<T> = T extends unknown ? Omit<T, "instance"> : never;

/** Asks the daemon about the stand-in's own instance. */
export function ask(
  { instance }: StandInContext,
  request: WithoutInstance<ControlRequest>,
): Promise<unknown> {
  return askDaemon(instance.controlSocket, {
    ...request,
    instance: instance.name,
  } as ControlRequest);
}

type Option = readonly [name: string, value: string];

/** Options, each given as `-n 5`, `-n5` or `--lines=5`, and the words that remain. */
export function splitOptions(
  args: readonly string[],
  withValue: readonly string[],
): { readonly options: readonly Option[]; readonly words: readonly string[] } {
  const options: Option[] = [];
  const words: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith("-") || arg === "-") words.push(arg);
    else options.push(joined(arg, withValue) ?? [arg, takeValue(arg, withValue, rest)]);
  }
  return { options, words };
}

/** An option that has its value in the same word. */
function joined(arg: string, withValue: readonly string[]): Option | undefined {
  const [name = "", value] = arg.split(/=(.*)/s);
  if (arg.startsWith("--")) return value === undefined ? undefined : [name, value];
  const short = withValue.find((flag) => /^-\w$/.test(flag) && arg.startsWith(flag));
  return short === undefined || arg === short ? undefined : [short, arg.slice(short.length)];
}

function takeValue(arg: string, withValue: readonly string[], rest: string[]): string {
  return withValue.includes(arg) ? (rest.shift() ?? "") : "";
}

/** The values of the options that have one of these names, in order. */
export function valuesOf(
  options: readonly Option[],
  ...names: readonly string[]
): readonly string[] {
  return options.filter(([name]) => names.includes(name)).map(([, value]) => value);
}
