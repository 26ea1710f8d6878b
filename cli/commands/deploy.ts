import { join, resolve } from "node:path";
import { expectWritable, writeOutputFile } from "../base/files.ts";
import { stateFolder } from "../base/state-folder.ts";
import type { DeployReport } from "../deploy/deploy-report.ts";
import type { DeployRequest } from "../deploy/run-deploy.ts";
import type { Severity } from "../lint/rule.ts";
import { agentTimeoutMs } from "./agent-options.ts";
import { approve } from "./approve.ts";
import type { Command, CommandContext } from "./command.ts";
import { failOnOption } from "./lint-options.ts";
import { lintChoices, publishedParameters, publishSecretOption } from "./plan-options.ts";
import { showPlan } from "./show-plan.ts";
import { deployReadyMs, smokeOptions, windowOption } from "./smoke-options.ts";
import { chooseService, openEnc, openSite, withTransport } from "./wiring.ts";

type Options = Readonly<Record<string, unknown>>;

export const deployCommand: Command = {
  name: "deploy",
  summary: "the whole way: render, lint, plan, push, run the agent, smoke-test, report",
  description:
    "Stops at the first step that fails and says what to try. Nothing is written before lint passed, the registry has the image, every host answered and the plan was confirmed. In a Cassandra that Puppet made, the keyspace and the table of Kask are made where they are missing. The report is kept: kaskctl report shows it again.",
  args: [
    { name: "[service]", description: "a service of the site; its only one where there is one" },
  ],
  options: [
    failOnOption,
    publishSecretOption,
    windowOption,
    { flags: "--html <file>", description: "write the report as a page, too" },
  ],
  examples: [{ line: "kaskctl deploy sessionstore --yes", does: "deploys without asking" }],

  async run([name], options, context) {
    const html = await htmlFile(options, context);
    const site = await openSite(context);
    const service = chooseService(site, name);
    const enc = await openEnc(site.context, context.world);
    const lint = await lintChoices(context);
    const { newId } = await import("../deploy/new-id.ts");
    const { runDeploy } = await import("../deploy/run-deploy.ts");
    const listeners = await deployListeners(service.hosts, context);
    const report = await withTransport(site.context, context.world, (transport) =>
      runDeploy({
        id: newId(service.name),
        site,
        service,
        enc,
        transport,
        templatesFolder: context.installation.templatesFolder,
        world: context.world,
        failOn: options["failOn"] as Severity,
        lint,
        publish: publishedParameters(options),
        smoke: smokeOptions(options, deployReadyMs),
        agentTimeoutMs,
        approve: async (plan) => {
          await showPlan(plan, context);
          await approve(plan, site.context, context);
        },
        ...listeners,
      }),
    );
    await keepAndPrint(report, html, context);
    return report.exitCode;
  },
};

type Listeners = Pick<DeployRequest, "listener" | "onAgentLine" | "onAnswer">;

/** What a person sees while it goes on; the result comes on stdout in the end. */
async function deployListeners(
  hosts: readonly string[],
  { world }: CommandContext,
): Promise<Listeners> {
  const { agentLineFormat } = await import("../report/agent-line.ts");
  const formatAgentLine = agentLineFormat(hosts);
  const { formatStep } = await import("../report/deploy-text.ts");
  const { formatAnswer } = await import("../report/smoke-text.ts");
  const style = { color: false };
  return {
    listener: {
      started: (step) => world.progress(`… ${step}`),
      ended: (step) => world.progress(formatStep(step, style)),
    },
    onAgentLine: (host, line) => world.progress(formatAgentLine(host, line)),
    onAnswer: (answer) => world.progress(formatAnswer(answer, style)),
  };
}

/** Where the page goes; seen to be writable, as the folder of reports is, before anything changes. */
async function htmlFile({ html }: Options, { world }: CommandContext): Promise<string | undefined> {
  await expectWritable(join(stateFolder(world), "reports", "report.json"));
  if (typeof html !== "string") return undefined;
  const path = resolve(world.cwd, html);
  await expectWritable(path);
  return path;
}

async function keepAndPrint(
  report: DeployReport,
  html: string | undefined,
  { world, globals, terminal }: CommandContext,
): Promise<void> {
  const { saveReport } = await import("../deploy/report-store.ts");
  await saveReport(stateFolder(world), report);
  if (html !== undefined) {
    const { formatDeployHtml } = await import("../report/deploy-html.ts");
    await writeOutputFile(html, formatDeployHtml(report), 0o600);
    world.progress(`The report as a page: ${html}`);
  }
  const { formatDeployJson } = await import("../report/deploy-json.ts");
  const { formatDeploy } = await import("../report/deploy-text.ts");
  terminal.print(globals.json ? formatDeployJson(report) : formatDeploy(report, terminal));
}
