import { checksCommand } from "./checks.ts";
import type { Command } from "./command.ts";
import { completionCommand } from "./completion.ts";
import { initCommand } from "./init.ts";
import { lintCommand } from "./lint.ts";
import { renderCommand } from "./render.ts";
import { rulesCommand } from "./rules.ts";
import { sandboxDownCommand } from "./sandbox-down.ts";
import { sandboxStatusCommand } from "./sandbox-status.ts";
import { sandboxUpCommand } from "./sandbox-up.ts";
import { schemaSiteCommand } from "./schema-site.ts";
import { templatesCommand } from "./templates.ts";

/** Every command, in the order in which help lists them: the order in which one needs them. */
export const commands: readonly Command[] = [
  initCommand,
  templatesCommand,
  renderCommand,
  lintCommand,
  rulesCommand,
  checksCommand,
  sandboxUpCommand,
  sandboxStatusCommand,
  sandboxDownCommand,
  schemaSiteCommand,
  completionCommand,
];
