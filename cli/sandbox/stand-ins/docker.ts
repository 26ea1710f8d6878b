import type { ContainerView } from "../container-view.ts";
import type { Image, PullResult } from "../machine/images.ts";
import { readJournal } from "../machine/journal.ts";
import { followJournal, journalPath } from "./journalctl.ts";
import { ask, type StandIn, type StandInContext, splitOptions, valuesOf } from "./stand-in.ts";

/** `docker inspect|image inspect|pull|ps|logs|stop|rm`, as far as one looks after a service with them. */
export const docker: StandIn = async (args, context) => {
  const [verb = "", ...rest] = args[0] === "container" ? args.slice(1) : args;
  const run = verbs[verb];
  if (run === undefined) {
    context.stderr.write(`docker: '${verb}' is not a docker command of the sandbox.\n`);
    return 1;
  }
  return run(rest, context);
};

const verbs: Readonly<Record<string, StandIn>> = { inspect, image, pull, ps, logs, stop, rm };

async function containersOf(context: StandInContext): Promise<readonly ContainerView[]> {
  return (await ask(context, { ask: "containers" })) as readonly ContainerView[];
}

async function findContainer(
  context: StandInContext,
  nameOrId: string,
): Promise<ContainerView | undefined> {
  const containers = await containersOf(context);
  return containers.find(
    ({ Name, Id }) => Name === `/${nameOrId}` || (nameOrId.length >= 4 && Id.startsWith(nameOrId)),
  );
}

async function inspect(args: readonly string[], context: StandInContext): Promise<number> {
  const { options, words } = splitOptions(args, ["-f", "--format", "--type"]);
  const found: object[] = [];
  const missing: string[] = [];
  for (const name of words) {
    const it = (await findContainer(context, name)) ?? (await findImage(context, name));
    if (it === undefined) missing.push(name);
    else found.push(it);
  }
  write(found, valuesOf(options, "-f", "--format").at(-1), context);
  for (const name of missing) context.stderr.write(`Error: No such object: ${name}\n`);
  return missing.length === 0 ? 0 : 1;
}

function write(
  found: readonly object[],
  format: string | undefined,
  context: StandInContext,
): void {
  if (format === undefined) context.stdout.write(`${JSON.stringify(found, undefined, 4)}\n`);
  else if (found.length === 0) context.stdout.write("\n");
  else for (const each of found) context.stdout.write(`${fill(format, each)}\n`);
}

/** Fills a Go template of which only `{{.A.B}}` and `{{json .A.B}}` are understood. */
function fill(format: string, value: object): string {
  return format.replaceAll(
    /\{\{\s*(json\s+)?((?:\.\w+)+|\.)\s*\}\}/g,
    (_, asJson, path: string) => {
      const found = path
        .split(".")
        .filter((name) => name !== "")
        .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], value);
      if (asJson !== undefined) return JSON.stringify(found ?? null);
      return typeof found === "object" ? JSON.stringify(found) : String(found ?? "<no value>");
    },
  );
}

async function findImage(context: StandInContext, name: string): Promise<object | undefined> {
  const found = (await ask(context, { ask: "image", image: name })) as Image | null;
  if (found === null) return undefined;
  return {
    Id: found.id,
    RepoTags: [found.reference],
    RepoDigests: [`${found.repository}@${found.digest}`],
    Config: { Entrypoint: found.entrypoint },
  };
}

async function image(args: readonly string[], context: StandInContext): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === "pull") return pull(rest, context);
  const { options, words } = splitOptions(rest, ["-f", "--format"]);
  const found = await findImage(context, words[0] ?? "");
  write(found ? [found] : [], valuesOf(options, "-f", "--format").at(-1), context);
  if (found) return 0;
  context.stderr.write(`Error: No such image: ${words[0]}\n`);
  return 1;
}

async function pull(args: readonly string[], context: StandInContext): Promise<number> {
  const { words } = splitOptions(args, []);
  const result = (await ask(context, { ask: "pull", image: words[0] ?? "" })) as PullResult;
  context.stdout.write(result.stdout);
  context.stderr.write(result.stderr);
  return result.exitCode;
}

async function ps(args: readonly string[], context: StandInContext): Promise<number> {
  const { options } = splitOptions(args, ["--format", "-f", "--filter"]);
  const format = valuesOf(options, "--format").at(-1);
  const rows = (await containersOf(context)).map((container) => ({
    ID: container.Id.slice(0, 12),
    Image: container.Config.Image,
    Status: "Up",
    Names: container.Name.slice(1),
  }));
  if (format !== undefined) {
    for (const row of rows) context.stdout.write(`${fill(format, row)}\n`);
    return 0;
  }
  context.stdout.write("CONTAINER ID   IMAGE   STATUS   NAMES\n");
  for (const row of rows) context.stdout.write(`${Object.values(row).join("   ")}\n`);
  return 0;
}

async function logs(args: readonly string[], context: StandInContext): Promise<number> {
  const { options, words } = splitOptions(args, ["-n", "--tail", "--since", "--until"]);
  const container = await findContainer(context, words[0] ?? "");
  if (container === undefined) {
    context.stderr.write(`Error: No such container: ${words[0]}\n`);
    return 1;
  }
  const isOurs = (entry: { readonly container?: string }) => entry.container === container.Id;
  const { entries: all, sizeBytes } = readJournal(journalPath(context));
  const entries = all.filter(isOurs);
  const tail = Number(valuesOf(options, "-n", "--tail").at(-1) ?? entries.length);
  const shown = Number.isNaN(tail) ? entries : entries.slice(Math.max(0, entries.length - tail));
  for (const { stream, message } of shown) context[stream ?? "stdout"].write(`${message}\n`);
  if (!options.some(([name]) => name === "-f" || name === "--follow")) return 0;
  await followJournal(context, sizeBytes, (entry) => {
    if (isOurs(entry)) context[entry.stream ?? "stdout"].write(`${entry.message}\n`);
  });
  return 0;
}

/** A container of a unit goes when its unit is stopped; systemd starts another if it was not told. */
async function stop(args: readonly string[], context: StandInContext): Promise<number> {
  const { words } = splitOptions(args, ["-t", "--time"]);
  for (const name of words) {
    const container = await findContainer(context, name);
    if (container === undefined) {
      context.stderr.write(`Error response from daemon: No such container: ${name}\n`);
      return 1;
    }
    process.kill(container.State.Pid, "SIGTERM");
    context.stdout.write(`${name}\n`);
  }
  return 0;
}

async function rm(args: readonly string[], context: StandInContext): Promise<number> {
  const { words } = splitOptions(args, []);
  for (const name of words) {
    const container = await findContainer(context, name);
    const reason = container
      ? `You cannot remove a running container ${container.Id}. Stop the container before attempting removal or force remove`
      : `No such container: ${name}`;
    context.stderr.write(`Error response from daemon: ${reason}\n`);
  }
  return words.length === 0 ? 0 : 1;
}
