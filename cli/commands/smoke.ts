import { KaskctlError } from "../base/errors.ts";
import { exitCodes } from "../base/exit-codes.ts";
import type { World } from "../base/world.ts";
import type { ReachHosts } from "../deploy/smoke-hosts.ts";
import type { Service } from "../site/site.ts";
import type { SmokeReport } from "../smoke/check.ts";
import type { Command, CommandContext, Terminal } from "./command.ts";
import { serviceReadyMs, smokeOptions, urlReadyMs, windowOption } from "./smoke-options.ts";
import { chooseService, openSite, printJson, withTransport } from "./wiring.ts";

type Options = Readonly<Record<string, unknown>>;

export const smokeCommand: Command = {
  name: "smoke",
  summary: "ask a running Kask whether it keeps its promises",
  description:
    "Asks a Kask by its URL, or that of every host of a service, through SSH. Exit code 1 where an answer is wrong, else 5 where something could not be asked.",
  args: [{ name: "[target]", description: "a service of the site, or a URL with its base URI" }],
  options: [
    {
      flags: "-f, --format <format>",
      description: "how to say it",
      choices: ["text", "json", "tap", "junit", "prometheus", "nagios"],
    },
    { flags: "--read-only", description: "write no key" },
    { flags: "--only <ids>", description: "ask only these checks, separated by commas" },
    { flags: "--skip <ids>", description: "leave out these checks" },
    windowOption,
    {
      flags: "--cleanup <run>",
      description: "delete the keys that an interrupted run left behind",
    },
  ],
  examples: [
    { line: "kaskctl smoke sessionstore", does: "asks every host of the service" },
    { line: "kaskctl smoke sessionstore --only crud,healthz", does: "asks two checks" },
  ],

  async run([target], options, context) {
    refuseTwoFormats(options, context);
    const cleanup = options["cleanup"];
    if (typeof cleanup === "string") return cleanUp(target, cleanup, context);
    const { world } = context;
    const { smokeHosts, smokeUrl } = await import("../deploy/smoke-hosts.ts");
    const { newId } = await import("../deploy/new-id.ts");
    const runId = newId("smoke");
    const report = isUrl(target)
      ? await smokeUrl(target, { runId, world, options: smokeOptions(options, urlReadyMs) })
      : await onHosts(target, context, ({ name, hosts }, reach) => {
          const asked = smokeOptions(options, serviceReadyMs);
          world.progress(`… smoke of ${name}; its unit is watched for ${asked.windowMs / 1000} s`);
          return smokeHosts({ name, hosts, reach, runId, world, options: asked });
        });
    return printReport(report, options, context);
  },
};

/** @throws {KaskctlError} wrong-use */
function refuseTwoFormats({ format }: Options, { globals }: CommandContext): void {
  if (!globals.json || format === undefined || format === "json") return;
  throw new KaskctlError("wrong-use", `Cannot say it as ${format} and as JSON at once.`, {
    hint: "Leave out --json or --format.",
  });
}

/** `HOST:PORT` counts as one that lacks its scheme, so that the refusal says how to write it. */
function isUrl(target: unknown): target is string {
  return typeof target === "string" && /:\/\/|^[\w.-]+:\d/.test(target);
}

/** Does something with a service of the site and a way to the Kask on its hosts. */
async function onHosts<Result>(
  name: unknown,
  context: CommandContext,
  use: (service: Service, reach: ReachHosts) => Promise<Result>,
): Promise<Result> {
  const { world, installation } = context;
  const site = await openSite(context);
  const service = chooseService(site, name);
  const { kaskOfSite } = await import("../deploy/kask-of-site.ts");
  const { kask } = await kaskOfSite(service, installation.templatesFolder, world);
  const { registry } = site.context;
  return withTransport(site.context, world, (transport) =>
    use(service, { kask, registry, transport }),
  );
}

async function cleanUp(target: unknown, run: string, context: CommandContext): Promise<number> {
  const { world, globals, terminal } = context;
  const { cleanUpHosts, cleanUpUrl } = await import("../deploy/smoke-hosts.ts");
  const { noted, left } = isUrl(target)
    ? await cleanUpUrl(run, target, world)
    : await onHosts(target, context, ({ hosts }, reach) => cleanUpHosts(run, hosts, reach, world));
  const leftKeys = [...left.values()].flat();
  if (globals.json) printJson(context, { run, noted, left: leftKeys });
  else {
    const places = [...left].map(([place, keys]) => `Left at ${place}: ${keys.join(", ")}\n`);
    const deleted = `${noted - leftKeys.length} of ${noted} keys of run ${run} are deleted.\n`;
    terminal.print(`${deleted}${places.join("")}`);
  }
  return leftKeys.length === 0 ? exitCodes.done.code : exitCodes.host.code;
}

/** Prints the report and gives its exit code; Nagios has exit codes of its own. */
async function printReport(
  report: SmokeReport,
  options: Options,
  { globals, terminal, world }: CommandContext,
): Promise<number> {
  const { smokeExitCode } = await import("../smoke/smoke-exit-code.ts");
  const format = String(options["format"] ?? (globals.json ? "json" : "text"));
  if (format === "nagios") {
    const { formatSmokeNagios } = await import("../report/smoke-nagios.ts");
    const { text, exitCode } = formatSmokeNagios(report);
    terminal.print(text);
    return exitCode;
  }
  terminal.print(await (formats[format] ?? formatText)(report, terminal, world));
  return smokeExitCode(report.answers);
}

type Format = (report: SmokeReport, terminal: Terminal, world: World) => Promise<string>;

const formatText: Format = async (report, terminal) =>
  (await import("../report/smoke-text.ts")).formatSmoke(report, terminal);

const formats: Readonly<Record<string, Format>> = {
  text: formatText,
  json: async (report) => (await import("../report/smoke-json.ts")).formatSmokeJson(report),
  tap: async (report) => (await import("../report/smoke-tap.ts")).formatSmokeTap(report),
  junit: async (report) => (await import("../report/smoke-junit.ts")).formatSmokeJunit(report),
  prometheus: async (report, _terminal, { clock }) =>
    (await import("../report/smoke-prometheus.ts")).formatSmokePrometheus(
      report,
      new Date(clock.now()),
    ),
};
