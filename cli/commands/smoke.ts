import { exitCodes } from "../base/exit-codes.ts";
import type { ReachHosts } from "../deploy/smoke-hosts.ts";
import type { Service } from "../site/site.ts";
import type { SmokeReport } from "../smoke/check.ts";
import type { Command, CommandContext } from "./command.ts";
import { smokeOptions, windowOption } from "./smoke-options.ts";
import { chooseService, openSite, printJson, withTransport } from "./wiring.ts";

type Options = Readonly<Record<string, unknown>>;

export const smokeCommand: Command = {
  name: "smoke",
  summary: "ask a running Kask whether it keeps its promises",
  description:
    "Asks a Kask by its URL, or that of every host of a service, through SSH. Exit code 1 where an answer is wrong, else 5 where something could not be asked.",
  args: [{ name: "[target]", description: "a service of the site, or a URL with its base URI" }],
  options: [
    { flags: "-f, --format <format>", description: "how to say it", choices: ["text", "json"] },
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
    const cleanup = options["cleanup"];
    if (typeof cleanup === "string") return cleanUp(target, cleanup, context);
    const { world } = context;
    const settings = { world, options: smokeOptions(options) };
    const { smokeHosts, smokeUrl } = await import("../deploy/smoke-hosts.ts");
    const report = isUrl(target)
      ? await smokeUrl(target, settings)
      : await onHosts(target, context, (service, reach) =>
          smokeHosts({ name: service.name, hosts: service.hosts, reach, ...settings }),
        );
    await printReport(report, options, context);
    const { smokeExitCode } = await import("../smoke/smoke-exit-code.ts");
    return smokeExitCode(report.answers);
  },
};

function isUrl(target: unknown): target is string {
  return typeof target === "string" && target.includes("://");
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
  const kask = await kaskOfSite(service, installation.templatesFolder, world);
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
  if (globals.json) printJson(context, { run, noted, left });
  else terminal.print(`${noted - left.length} of ${noted} keys of run ${run} are deleted.\n`);
  return left.length === 0 ? exitCodes.done.code : exitCodes.host.code;
}

async function printReport(
  report: SmokeReport,
  options: Options,
  { globals, terminal }: CommandContext,
): Promise<void> {
  const format = options["format"] ?? (globals.json ? "json" : "text");
  if (format === "json") {
    const { formatSmokeJson } = await import("../report/smoke-json.ts");
    terminal.print(formatSmokeJson(report));
    return;
  }
  const { formatSmoke } = await import("../report/smoke-text.ts");
  terminal.print(formatSmoke(report, terminal));
}
