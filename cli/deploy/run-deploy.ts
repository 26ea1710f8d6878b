import { agentError } from "../agent/agent-error.ts";
import type { AgentRun } from "../agent/agent-run.ts";
import { runAgent } from "../agent/run-agent.ts";
import { faults, KaskctlError } from "../base/errors.ts";
import { exitCodes } from "../base/exit-codes.ts";
import { stateFolder } from "../base/state-folder.ts";
import type { World } from "../base/world.ts";
import type { Enc } from "../enc/enc.ts";
import type { Finding, Severity } from "../lint/rule.ts";
import type { Service, Site } from "../site/site.ts";
import type { Answer, SmokeReport } from "../smoke/check.ts";
import type { SmokeOptions } from "../smoke/run-smoke.ts";
import type { Transport } from "../ssh/transport.ts";
import type { DeployReport } from "./deploy-report.ts";
import { type HostPrograms, hostPrograms, hostVersions } from "./host-programs.ts";
import { knownSecrets } from "./known-secrets.ts";
import { createMasker } from "./mask.ts";
import type { Plan } from "./plan.ts";
import {
  checkImages,
  type LintChoices,
  lintRendered,
  planOfSite,
  refuseFindings,
} from "./plan-of-site.ts";
import { preflightHosts } from "./preflight-hosts.ts";
import { type PushResult, push } from "./push.ts";
import { refuseAnswers } from "./refuse-answers.ts";
import { type RenderedOfSite, renderOfSite } from "./render-of-site.ts";
import { preflightSchema, schemaStep } from "./schema-step.ts";
import { kaskAmong, servicesOfData } from "./services-of-data.ts";
import { smokeHosts } from "./smoke-hosts.ts";
import { type StepListener, StepLog } from "./step-log.ts";
import {
  agentSummary,
  lintSummary,
  planSummary,
  pushSummary,
  smokeSummary,
} from "./step-summaries.ts";

/** What a deploy needs, and whom it tells. */
export interface DeployRequest {
  /** Names the deploy, its smoke run and its report; letters, digits, `_`, `.` and `-`. */
  readonly id: string;
  readonly site: Site;
  readonly service: Service;
  readonly templatesFolder: string;
  readonly world: World;
  readonly enc: Enc;
  readonly transport: Transport;
  readonly failOn: Severity;
  /** Absent: no settings, and the catalogue. */
  readonly lint?: LintChoices;
  /** Parameters whose secret may be pushed to the ENC, which is public. */
  readonly publish: readonly string[];
  readonly smoke: SmokeOptions;
  /** Told the plan; throws where it is not to be carried out. */
  readonly approve: (plan: Plan) => Promise<void>;
  readonly listener: StepListener;
  /** A line of an agent's log, masked. */
  readonly onAgentLine: (host: string, line: string) => void;
  readonly agentTimeoutMs: number;
  readonly onAnswer: (answer: Answer) => void;
}

/** What the steps found so far; it is reported also where a later step fails. */
interface Found {
  /** The rendered text, secrets masked. */
  text: string | undefined;
  findings: readonly Finding[];
  plan: Plan | undefined;
  agent: readonly AgentRun[];
  programs: readonly HostPrograms[];
  smoke: readonly Answer[];
}

/**
 * The whole way of one service: render, lint, plan, push, agent, schema, smoke. It stops at the first step
 * that fails; the report says which, why, and what to try. Only a bug of ours is thrown.
 */
export async function runDeploy(request: DeployRequest): Promise<DeployReport> {
  const { clock } = request.world;
  const startedAt = clock.now();
  const log = new StepLog(clock, request.listener);
  const nothing = { findings: [], agent: [], programs: [], smoke: [] };
  const found: Found = { text: undefined, plan: undefined, ...nothing };
  let failure: KaskctlError | undefined;
  try {
    await allSteps(request, log, found);
  } catch (error) {
    failure = failureOf(error, request.world.signal);
  }
  return {
    id: request.id,
    startedAt: new Date(startedAt).toISOString(),
    seconds: (clock.now() - startedAt) / 1000,
    context: request.site.context.name,
    service: request.service.name,
    outcome: failure ? "failed" : "done",
    exitCode: failure ? exitCodes[faults[failure.code].exit].code : exitCodes.done.code,
    steps: log.steps(),
    failure: failure && { code: failure.code, message: failure.message, hint: failure.hint },
    ...found,
  };
}

/** @throws what is neither a refusal nor an interruption */
function failureOf(error: unknown, signal: AbortSignal): KaskctlError {
  const isKnown = error instanceof KaskctlError;
  // What an abort makes of itself on its way up differs from library to library.
  if (!isKnown && !signal.aborted) throw error;
  if (isKnown && (error.code !== "interrupted" || error.hint !== undefined)) return error;
  const message = isKnown ? error.message : "The deploy was interrupted.";
  const hint = "What is done stays done; deploy again to go on.";
  return new KaskctlError("interrupted", message, { cause: error, hint });
}

async function allSteps(request: DeployRequest, log: StepLog, found: Found): Promise<void> {
  const { service, failOn } = request;
  const rendered = await log.do(
    "render",
    () => renderOfSite(request),
    ({ text }) => `${Buffer.byteLength(text)} bytes for ${service.prefixes.join(", ")}`,
  );
  const { secrets, data, text } = rendered;
  found.text = createMasker(knownSecrets(secrets, [data])).text(text);
  await log.do(
    "lint",
    async () => {
      found.findings = lintRendered(service, rendered, request.site.context, request.lint);
      refuseFindings(found.findings, failOn);
    },
    () => lintSummary(found.findings),
  );
  const plan = await log.do("plan", () => planStep(request, rendered, found), planSummary);
  await log.do("push", () => pushStep(request, plan, rendered), pushSummary);
  await log.do("agent", () => agentStep(request, rendered, found), agentSummary);
  const { hosts } = service;
  const { transport, world } = request;
  await log.do("schema", () => schemaStep({ data, hosts, transport, world }), String);
  await log.do("smoke", () => smokeStep(request, rendered, found), smokeSummary);
}

/** The plan, and all that must hold before anything is written: images, hosts, and a yes. */
async function planStep(
  request: DeployRequest,
  rendered: RenderedOfSite,
  found: Found,
): Promise<Plan> {
  // Puppet takes a second or two to say how it is, and all else can be asked meanwhile.
  const [plan] = await both(possiblePlan(request, rendered, found), preflight(request, rendered));
  await request.approve(plan);
  return plan;
}

/** The plan, of images that there are. */
async function possiblePlan(
  { site, service, enc, world }: DeployRequest,
  rendered: RenderedOfSite,
  found: Found,
): Promise<Plan> {
  const { findings } = found;
  const plan = await planOfSite({ site, service, rendered, findings, enc, world });
  found.plan = plan;
  // The plan's digests are those that its changes show, too.
  found.text = plan.prefixes[0]?.shown?.next ?? found.text;
  await checkImages(plan, site.context, world);
  return plan;
}

/** Whether every host would take what is to be written. */
async function preflight(
  { service: { hosts }, transport, world }: DeployRequest,
  { data }: RenderedOfSite,
): Promise<void> {
  await both(
    preflightHosts(hosts, transport, world),
    preflightSchema({ data, hosts, transport, world }),
  );
}

/**
 * What two pieces of work give that go on side by side. Both have ended before the error of one goes on, the first one's
 * before the other's: whoever gets it closes the transport, and nobody may ask over it afterwards.
 */
async function both<One, Other>(
  one: Promise<One>,
  other: Promise<Other>,
): Promise<readonly [One, Other]> {
  const [first, second] = await Promise.allSettled([one, other]);
  if (first.status === "rejected") throw first.reason;
  if (second.status === "rejected") throw second.reason;
  return [first.value, second.value];
}

function pushStep(
  { enc, world, publish: allowed }: DeployRequest,
  plan: Plan,
  { resolvedSecrets: publishedSecrets }: RenderedOfSite,
): Promise<PushResult> {
  world.signal.throwIfAborted();
  return push({ plan, enc: enc.uninterrupted(), clock: world.clock, publishedSecrets, allowed });
}

async function agentStep(
  request: DeployRequest,
  { secrets }: RenderedOfSite,
  found: Found,
): Promise<readonly AgentRun[]> {
  const { service, transport, world, agentTimeoutMs: timeoutMs, onAgentLine: onLine } = request;
  found.agent = await runAgent({
    hosts: service.hosts,
    transport,
    world,
    timeoutMs,
    onLine,
    secrets: secrets.map((secret) => secret.reveal()),
    stateFolder: stateFolder(world),
  });
  const error = agentError(found.agent);
  if (error) throw error;
  return found.agent;
}

async function smokeStep(
  request: DeployRequest,
  { data }: RenderedOfSite,
  found: Found,
): Promise<SmokeReport | undefined> {
  const { site, service, transport, world, smoke: options } = request;
  const kask = kaskAmong(servicesOfData(data));
  if (!kask) return undefined;
  const { registry } = site.context;
  const { name, hosts } = service;
  const reach = { kask, registry, transport };
  const { id: runId } = request;
  // An interrupted run is reported as far as it came.
  const onAnswer = (answer: Answer) => {
    found.smoke = [...found.smoke, answer];
    request.onAnswer(answer);
  };
  const ask = { transport, world };
  const [report, versions] = await both(
    smokeHosts({ name, runId, hosts, reach, world, options, onAnswer }),
    hostVersions(hosts, ask),
  );
  found.smoke = report.answers;
  // Before smoke had waited for Kask there might have been no container yet.
  found.programs = await hostPrograms(hosts, versions, `${kask.title}.service`, ask);
  refuseAnswers(report.answers);
  return report;
}
