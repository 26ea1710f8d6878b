import type { DeployReport } from "../deploy/deploy-report.ts";
import { agentJson } from "./agent-json.ts";
import { findingJson } from "./lint-json.ts";
import { planJson } from "./plan-json.ts";
import { smokeJson } from "./smoke-json.ts";

/**
 * The document of `deploy --json` and `report --json`. Its members `plan`, `agent` and `smoke` are
 * the documents of those commands without their version; `plan` is null where there is none.
 */
export function deployJson(report: DeployReport) {
  const { id, context, service, outcome, steps, failure, plan } = report;
  return {
    schema_version: 1,
    id,
    context,
    service,
    outcome,
    exit_code: report.exitCode,
    started_at: report.startedAt,
    seconds: report.seconds,
    steps: steps.map(({ name, status, seconds, summary }) => ({ name, status, seconds, summary })),
    failure: failure ?? null,
    findings: report.findings.map(findingJson),
    plan: plan === undefined ? null : unversioned(planJson(plan)),
    agent: unversioned(agentJson(report.agent)),
    programs: report.programs.map(({ host, versions, image }) => ({
      host,
      versions,
      image: image ?? null,
    })),
    smoke: smokeJson({ run: id, target: service, answers: report.smoke }),
  };
}

/** {@link deployJson} written out. */
export function formatDeployJson(report: DeployReport): string {
  return `${JSON.stringify(deployJson(report), undefined, 2)}\n`;
}

function unversioned<Document extends { readonly schema_version: number }>({
  schema_version: _version,
  ...rest
}: Document): Omit<Document, "schema_version"> {
  return rest;
}
