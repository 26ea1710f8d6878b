import { agentAttachCommand } from "./agent-attach.ts";
import { agentLogsCommand } from "./agent-logs.ts";
import { agentRunCommand } from "./agent-run.ts";
import { agentStatusCommand } from "./agent-status.ts";
import { checksCommand } from "./checks.ts";
import type { Command } from "./command.ts";
import { completionCommand } from "./completion.ts";
import { deployCommand } from "./deploy.ts";
import { doctorCommand } from "./doctor.ts";
import { initCommand } from "./init.ts";
import { lintCommand } from "./lint.ts";
import { planCommand } from "./plan.ts";
import { pullCommand } from "./pull.ts";
import { pushCommand } from "./push.ts";
import { renderCommand } from "./render.ts";
import { reportCommand } from "./report.ts";
import { rulesCommand } from "./rules.ts";
import { sandboxDownCommand } from "./sandbox-down.ts";
import { sandboxStatusCommand } from "./sandbox-status.ts";
import { sandboxUpCommand } from "./sandbox-up.ts";
import { schemaApplyCommand } from "./schema-apply.ts";
import { schemaPlanCommand } from "./schema-plan.ts";
import { schemaSiteCommand } from "./schema-site.ts";
import { signaturesBuildCommand } from "./signatures-build.ts";
import { signaturesUpdateCommand } from "./signatures-update.ts";
import { smokeCommand } from "./smoke.ts";
import { templatesCommand } from "./templates.ts";

/** Every command, in the order in which help lists them: the order in which one needs them. */
export const commands: readonly Command[] = [
  initCommand,
  templatesCommand,
  renderCommand,
  lintCommand,
  rulesCommand,
  signaturesBuildCommand,
  signaturesUpdateCommand,
  pullCommand,
  planCommand,
  pushCommand,
  agentRunCommand,
  agentStatusCommand,
  agentLogsCommand,
  agentAttachCommand,
  schemaPlanCommand,
  schemaApplyCommand,
  smokeCommand,
  checksCommand,
  deployCommand,
  reportCommand,
  doctorCommand,
  sandboxUpCommand,
  sandboxStatusCommand,
  sandboxDownCommand,
  schemaSiteCommand,
  completionCommand,
];
